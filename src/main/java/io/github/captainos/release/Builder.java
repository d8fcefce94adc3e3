package io.github.captainos.release;

import io.github.captainos.trust.Provenance;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What builds images, as their provenance names it.
 *
 * @param id a URI
 */
public record Builder(String id) {
  private static final Pattern FULL_COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,}");

  /**
   * Returns the workflow on GitHub Actions, whatever is set, since the environment knows better;
   * else what is set, else one that is not known.
   *
   * @param given the parameter, or null
   * @param variables returns the value of an environment variable
   * @throws ReleaseException if it is not a URI
   */
  static Builder of(@Nullable Setting given, Function<String, Optional<Setting>> variables)
      throws ReleaseException {
    String elsewhere = given == null ? Provenance.UNKNOWN_BUILDER : checked(given);
    String server =
        PublicUrl.withoutUser(
            variables.apply("GITHUB_SERVER_URL").map(Setting::value).orElse("https://github.com"));
    return new Builder(
        variables
            .apply("GITHUB_WORKFLOW_REF")
            .map(workflow -> server.replaceFirst("/+$", "") + "/" + workflow.value())
            .orElse(elsewhere));
  }

  private static String checked(Setting given) throws ReleaseException {
    Setting shown = new Setting(PublicUrl.of(given.value()), given.origin());
    try {
      if (new URI(shown.value()).isAbsolute()) {
        return shown.value();
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    throw new ReleaseException(
        "captain.builderId must be a URI, as in https://ci.example.org/os, not " + shown + ".");
  }

  /**
   * Returns the provenance of an image, as far as it does not depend on what it is made of.
   *
   * @param reference the reference of the image
   * @param source the URL of the source repository, or null; credentials in it are left out
   * @param revision the commit, or null if it is not known
   * @throws ReleaseException if the commit is abbreviated
   */
  public Provenance provenance(String reference, @Nullable String source, @Nullable String revision)
      throws ReleaseException {
    checkCommit(revision);
    boolean isCommit = revision != null && FULL_COMMIT.matcher(revision).matches();
    return new Provenance(
        reference,
        source == null ? null : PublicUrl.withoutUser(source),
        isCommit ? revision : null,
        id);
  }

  /**
   * Checks that a commit is not abbreviated: what others find under an abbreviation may change.
   *
   * @param revision the commit, or null if it is not known
   * @throws ReleaseException if it is
   */
  public static void checkCommit(@Nullable String revision) throws ReleaseException {
    if (revision != null
        && COMMIT.matcher(revision).matches()
        && !FULL_COMMIT.matcher(revision).matches()) {
      throw new ReleaseException(
          "The commit "
              + revision
              + " is abbreviated, and provenance names the commit in full. Publish with"
              + " captain.gitSha (the environment variable GITHUB_SHA) set to all of its digits, or"
              + " without it.");
    }
  }
}
