package io.github.captainos.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * A Git repository that is only read: nothing is written to it or elsewhere.
 *
 * <p>The settings of the user and of the machine are not read, and the {@code git} command is not
 * needed. The repository may belong to any user. Replacement objects ({@code git replace}) are not
 * applied.
 *
 * <p>All methods that read throw an {@link IOException} if the repository is damaged, has an
 * unsupported format (SHA-256 ids), or may not be read. Its message is for the user: it says where,
 * what is wrong, and what to do.
 */
public final class GitRepository implements AutoCloseable {

  /** git does not accept shorter abbreviations, either. */
  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{4,40}");

  private final Repository repository;
  private final Path directory;

  private GitRepository(Repository repository, Path directory) {
    this.repository = repository;
    this.directory = directory;
  }

  /**
   * Finds the repository that contains a directory, as git does: in the directory or its nearest
   * parent. The environment variables {@code GIT_DIR}, {@code GIT_CEILING_DIRECTORIES}, {@code
   * GIT_OBJECT_DIRECTORY} and {@code GIT_ALTERNATE_OBJECT_DIRECTORIES} have the same meaning as for
   * git.
   *
   * <p>Unlike git, this does not skip a {@code .git} that is not a repository, and does not stop at
   * a file system boundary.
   *
   * @param directory an existing directory
   * @return the repository, to be closed by the caller; empty if the directory is not in a
   *     repository
   * @throws IOException if there is a repository that cannot be read
   */
  public static Optional<GitRepository> find(Path directory) throws IOException {
    return find(directory, System::getenv);
  }

  /** Finds the repository with other environment variables than those of this process. */
  static Optional<GitRepository> find(
      Path directory, Function<String, @Nullable String> environment) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("Cannot look for a Git repository: no directory " + directory + ".");
    }
    UnknownMounts.silence(directory);
    IsolatedSystemReader.install();
    Optional<GitDirectory> found =
        reading(directory, () -> GitDirectory.find(directory, environment));
    return found.isEmpty() ? Optional.empty() : Optional.of(open(found.get(), environment));
  }

  private static GitRepository open(
      GitDirectory found, Function<String, @Nullable String> environment) throws IOException {
    Path where = found.seenAt();
    return reading(
        where,
        () -> {
          SystemReader variables =
              new SystemReader.Delegate(SystemReader.getInstance()) {
                @Override
                public @Nullable String getenv(String variable) {
                  return environment.apply(variable);
                }
              };
          Repository repository =
              new FileRepositoryBuilder()
                  .setGitDir(found.path().toFile())
                  .readEnvironment(variables)
                  .setMustExist(true)
                  .build();
          try {
            Formats.check(repository, where);
          } catch (IOException | RuntimeException e) {
            repository.close();
            throw e;
          }
          return new GitRepository(repository, where);
        });
  }

  /**
   * Returns the directory of the repository for messages: the root of the work tree; for a bare
   * repository, or one that {@code GIT_DIR} names, the repository itself.
   *
   * @return an absolute path
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns the commit that {@code HEAD} refers to.
   *
   * @return its full id, 40 lower case hexadecimal digits; empty if the repository has no commit
   *     yet, or its current branch has none
   * @throws IOException if it cannot be read
   */
  public Optional<String> head() throws IOException {
    return reading(directory, () -> commits().head().map(ObjectId::name));
  }

  /**
   * Describes {@code HEAD} by the nearest tag that looks like a version: what {@code git describe
   * --tags --first-parent --abbrev=0 --match 'v[0-9]*' [--exclude <exclude>]} prints.
   *
   * <p>If a tag object was moved to another name, the result is not the name of the tag, but what
   * git prints: {@code <name in the tag object>-<distance>-g<id>}.
   *
   * @param exclude a pattern for tags to ignore, in git's syntax ({@code *}, {@code ?}, {@code
   *     [a-z]}); null for none
   * @return the name, such as {@code v1.2.0}; empty if, and only if, there is no such tag. In a
   *     {@linkplain #isShallow() shallow} clone, the tag may be missing.
   * @throws IOException if the repository cannot be read, or {@code HEAD} refers to no commit
   */
  public Optional<String> describe(@Nullable String exclude) throws IOException {
    return reading(
        directory,
        () -> {
          ObjectId head =
              commits()
                  .head()
                  .orElseThrow(
                      () ->
                          Problem.of(
                              directory,
                              "it has no commit yet.",
                              "Make the first one, or set captain.tag."));
          return new Describe(repository, exclude).describe(head);
        });
  }

  /**
   * Returns the time of a commit: that of its committer, not that of its author.
   *
   * @param commit the id of a commit, in full or abbreviated to 4 or more hexadecimal digits
   * @return its time, to the second; empty if the repository has no such commit, or if the
   *     abbreviation is ambiguous or not a valid id
   * @throws IOException if the commit cannot be read
   */
  public Optional<Instant> commitTime(String commit) throws IOException {
    if (!COMMIT.matcher(commit).matches()) {
      return Optional.empty();
    }
    return reading(directory, () -> commits().timeOf(AbbreviatedObjectId.fromString(commit)));
  }

  /**
   * Returns whether the clone is shallow ({@code git clone --depth}), so that tags may be missing.
   *
   * @throws IOException if it cannot be read
   */
  public boolean isShallow() throws IOException {
    return reading(directory, () -> !repository.getObjectDatabase().getShallowCommits().isEmpty());
  }

  /**
   * Returns the tracked files that differ from the commit of {@code HEAD}: changed, added, deleted,
   * or with another mode, in the work tree or only in the index. Submodules, and files that git is
   * configured to treat as unchanged, are not compared with the work tree; nor is the content of
   * files that git converts, other than their line endings. Filters are not run.
   *
   * @param most the search ends when it has found this number of files
   * @param stop called repeatedly with the number of compared files; the search ends when it
   *     returns true
   * @return the files; none if {@link #directory()} is not the repository's work tree
   * @throws IOException if the repository cannot be read
   */
  public Changes changes(int most, IntPredicate stop) throws IOException {
    return reading(
        directory,
        () -> {
          Optional<ObjectId> head = hasIndex() ? commits().head() : Optional.empty();
          return head.isEmpty()
              ? Changes.NONE
              : new ChangedFiles(repository, most, stop).since(head.get());
        });
  }

  /** A work tree elsewhere, as set with {@code core.worktree}, is not the one that is built. */
  private boolean hasIndex() throws IOException {
    return !repository.isBare()
        && repository.getIndexFile().isFile()
        && repository.getWorkTree().isDirectory()
        && Files.isSameFile(repository.getWorkTree().toPath(), directory);
  }

  /** Releases the files of the repository. */
  @Override
  public void close() {
    repository.close();
  }

  private Commits commits() {
    return new Commits(repository, directory);
  }

  /** Replaces JGit's exceptions with messages for users. */
  private static <T> T reading(Path where, Reading<T> reading) throws IOException {
    try {
      return reading.run();
    } catch (Problem e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // JGit throws unchecked exceptions for damaged files, too
      throw Problem.unreadable(where, e);
    }
  }

  private interface Reading<T> {
    T run() throws IOException;
  }
}
