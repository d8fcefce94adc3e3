package io.github.captainos.release;

import io.github.captainos.git.GitRepository;
import io.github.captainos.git.GitRepository.Commit;
import io.github.captainos.support.FileErrors;
import io.github.captainos.support.Log;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that determine the version of a release.
 *
 * @param tag the release's tag, or null to compute it
 * @param flavor the release's flavor, or null if it has none
 * @param gitSha the commit that is released, or null for that of {@code HEAD}
 * @param versionExclude a pattern of tags that are ignored, or null
 * @param outputTimestamp the time of creation of the release, or null for the commit's time
 * @param directory a directory of the git work tree
 */
public record ReleaseVersion(
    @Nullable Setting tag,
    @Nullable Setting flavor,
    @Nullable Setting gitSha,
    @Nullable Setting versionExclude,
    @Nullable Instant outputTimestamp,
    Path directory) {
  private static final Log LOG = Log.of(ReleaseVersion.class);
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}");
  private static final int ABBREVIATED = 7;
  private static final String NO_VERSION = "v0.0.0";

  /**
   * A release's version.
   *
   * @param tag the release's tag, without the flavor
   * @param revision the commit, in hexadecimal digits, or null if it is not known
   * @param created when the release was made
   */
  public record Version(String tag, @Nullable String revision, Instant created) {

    /** Returns whether the tag ends in the commit, as one that was computed does. */
    public boolean hasTagOfItsCommit() {
      return revision != null && tag.endsWith("-" + revision.substring(0, ABBREVIATED));
    }
  }

  /**
   * Computes the version.
   *
   * @throws ReleaseException if that is not possible, or if the commit is invalid
   */
  public Version version() throws ReleaseException {
    String given = gitSha == null ? null : gitSha.value().toLowerCase(Locale.ROOT);
    if (given != null && !COMMIT.matcher(given).matches()) {
      throw new ReleaseException(
          "The gitSha "
              + gitSha
              + " is not a commit: 7 to 64 digits, 0 to 9 and a to f. Set captain.gitSha.");
    }
    boolean everythingIsGiven = tag != null && given != null && outputTimestamp != null;
    try (GitRepository git =
        everythingIsGiven ? null : GitRepository.find(directory).orElse(null)) {
      Optional<Commit> commit = commit(git, given);
      String revision = given != null ? given : commit.map(Commit::id).orElse(null);
      return new Version(
          tag(git, revision),
          revision,
          outputTimestamp != null
              ? outputTimestamp
              : commit.map(Commit::time).orElse(Instant.EPOCH));
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw new ReleaseException("The build was interrupted.", e);
    } catch (IOException e) {
      throw new ReleaseException(FileErrors.of(e) + ".", e);
    }
  }

  /**
   * Checks the flavor.
   *
   * @param targets the names of all targets
   * @throws ReleaseException if it is invalid
   */
  public Flavor flavor(List<String> targets) throws ReleaseException {
    return Flavor.of(flavor, targets);
  }

  /** Returns the first digits of a commit, as the tag of a release has them. */
  String abbreviated(String revision) {
    return revision.substring(0, ABBREVIATED);
  }

  /** Returns the tag that was set, if it is valid. */
  String checkedTag() throws ReleaseException {
    return checked(Objects.requireNonNull(tag));
  }

  private static String checked(Setting tag) throws ReleaseException {
    ReferenceSyntax.checkTag(tag.value(), tag.toString(), "Set another captain.tag.");
    return tag.value();
  }

  /** Reads the commit that was given, if its time is needed, or else that of {@code HEAD}. */
  private Optional<Commit> commit(@Nullable GitRepository git, @Nullable String given)
      throws IOException {
    if (git == null || given != null && outputTimestamp != null) {
      return Optional.empty();
    }
    if (given == null) {
      return git.head();
    }
    if (tag != null && !git.isGitInstalled()) {
      LOG.warn(
          "There is no git command in the PATH to read the time of commit {}, so the images have"
              + " the time {}; project.build.outputTimestamp sets another.",
          given,
          Instant.EPOCH);
      return Optional.empty();
    }
    return git.commit(given);
  }

  private String tag(@Nullable GitRepository git, @Nullable String revision)
      throws IOException, ReleaseException {
    if (tag != null) {
      return checked(tag);
    }
    String fromGit = versionTag(git, revision);
    ReferenceSyntax.checkTag(
        fromGit,
        "'" + Printable.of(fromGit) + "' (from git)",
        "Set captain.tag, or exclude the git tag with captain.versionExclude.");
    return fromGit;
  }

  private String versionTag(@Nullable GitRepository git, @Nullable String revision)
      throws IOException, ReleaseException {
    if (revision == null) {
      throw new ReleaseException(
          (git == null
                  ? "There is no git repository at " + directory
                  : "The git repository " + git.directory() + " has no commit yet")
              + ", so the release has no version. Set captain.tag, as in -Dcaptain.tag=v1.0.0.");
    }
    return describe(git) + "-" + revision.substring(0, ABBREVIATED);
  }

  private String describe(@Nullable GitRepository git) throws IOException {
    if (git == null) {
      LOG.warn(
          "There is no git repository at {}, so the version is {}; captain.tag sets another.",
          directory,
          NO_VERSION);
      return NO_VERSION;
    }
    Optional<String> version = git.describe(versionExclude == null ? null : versionExclude.value());
    if (version.isEmpty() && git.isShallow()) {
      LOG.warn(
          "{} is a shallow clone and no tag v[0-9]* is in it, so the version is {}. Fetch the"
              + " history with 'git fetch --unshallow --tags' (on GitHub Actions: fetch-depth: 0).",
          git.directory(),
          NO_VERSION);
    } else if (version.isEmpty()) {
      LOG.warn(
          "No git tag matches v[0-9]*{}; the version is {}. Tag the commit of a release, as with"
              + " 'git tag v1.0.0', or set captain.tag.",
          nearestTag(git),
          NO_VERSION);
    }
    return version.orElse(NO_VERSION);
  }

  /** Only a warning depends on it, so a tag that cannot be read is no reason to fail. */
  private String nearestTag(GitRepository git) throws IOException {
    try {
      return git.nearestTag().map(this::there).orElse("");
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("The nearest tag cannot be read", e);
      return "";
    }
  }

  private String there(String tag) {
    boolean isExcluded = tag.matches("v[0-9].*");
    return " (there is "
        + Printable.of(tag)
        + (isExcluded ? ", which captain.versionExclude excludes" : "")
        + ")";
  }
}
