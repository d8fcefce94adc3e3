package io.github.captainos.release.publish;

import io.github.captainos.git.GitRepository;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Tasks;
import io.github.captainos.support.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The tracked files that differ from the commit that the images refer to. */
final class UncommittedChanges {
  private static final Log LOG = Log.of(UncommittedChanges.class);
  private static final int MAX_NAMES = 5;
  private static final int ABBREVIATED = 7;

  /** The maximum time to wait for a warning, since the files may be on a slow network. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final Future<Optional<List<String>>> comparison;
  private final @Nullable String revision;

  private UncommittedChanges(Future<Optional<List<String>>> comparison, @Nullable String revision) {
    this.comparison = comparison;
    this.revision = revision;
  }

  /**
   * Starts to compare files with a commit.
   *
   * @param directory a directory of the git work tree
   * @param revision the commit, or null if it is not known
   * @param threads what the files are compared in
   */
  static UncommittedChanges begin(Path directory, @Nullable String revision, Tasks threads) {
    return new UncommittedChanges(threads.begin(() -> find(directory, revision)), revision);
  }

  private static Optional<List<String>> find(Path directory, @Nullable String revision) {
    try (GitRepository git = revision == null ? null : GitRepository.find(directory).orElse(null)) {
      return git == null ? Optional.empty() : git.changes(revision);
    } catch (IOException e) {
      // the version could be read, so this is no reason to fail
      LOG.debug("Files are not compared with the commit: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Waits for the comparison.
   *
   * @return whether files differ; empty if that is not known
   * @throws ReleaseException if the build is interrupted
   */
  Optional<Boolean> areThere() throws ReleaseException {
    return Tasks.await(comparison).map(files -> !files.isEmpty());
  }

  /**
   * Waits for the comparison, but not for long.
   *
   * @return the warning of files that differ, if there is any
   * @throws ReleaseException if the build is interrupted
   */
  Optional<String> warning() throws ReleaseException {
    try {
      comparison.get(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // thrown below
    }
    Optional<List<String>> files = Tasks.await(comparison);
    return revision == null ? Optional.empty() : files.flatMap(names -> warning(revision, names));
  }

  static Optional<String> warning(String revision, List<String> files) {
    int count = files.size();
    if (count == 0) {
      return Optional.empty();
    }
    List<String> names =
        files.stream()
            .limit(MAX_NAMES)
            .map(name -> name.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?"))
            .toList();
    return Optional.of(
        "The images refer to commit "
            + revision.substring(0, ABBREVIATED)
            + ", but "
            + (count == 1 ? "1 tracked file differs" : count + " tracked files differ")
            + " from it: "
            + String.join(", ", names)
            + (count > names.size() ? ", …" : "")
            + ". Commit the changes, then build and publish again.");
  }
}
