package io.github.captainos.release.publish;

import io.github.captainos.git.Changes;
import io.github.captainos.git.GitRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds, and warns of, tracked files that differ from the commit that the images refer to. */
final class UncommittedChanges {
  private static final Logger LOG = LoggerFactory.getLogger(UncommittedChanges.class);
  private static final int MOST_COUNTED = 1000;
  private static final int MOST_NAMED = 5;
  private static final int ABBREVIATED = 7;

  private UncommittedChanges() {}

  /**
   * Compares the files.
   *
   * @param directory a directory of the git work tree
   * @param revision the commit, or null if it is not known; only that of {@code HEAD} can be
   *     compared
   * @param stop as for {@link GitRepository#changes}
   * @return what differs; nothing, and not all, if they cannot be compared
   */
  static Changes find(Path directory, @Nullable String revision, IntPredicate stop) {
    try (GitRepository git = revision == null ? null : GitRepository.find(directory).orElse(null)) {
      if (git == null || !git.head().orElse("").startsWith(revision)) {
        return Changes.NONE;
      }
      return git.changes(MOST_COUNTED, stop);
    } catch (IOException e) {
      // the version could be read, so this is no reason to fail
      LOG.debug("Files are not compared with the commit: {}", e.getMessage());
      return Changes.NONE;
    }
  }

  /** Returns whether files differ; empty if that is not known. */
  static Optional<Boolean> areThere(Changes changes) {
    return changes.files().isEmpty() && !changes.all()
        ? Optional.empty()
        : Optional.of(!changes.files().isEmpty());
  }

  /**
   * Returns the warning, if there is any.
   *
   * @param revision the commit that they were compared with
   */
  static Optional<String> warning(String revision, Changes changes) {
    int count = changes.files().size();
    if (count == 0) {
      return Optional.empty();
    }
    List<String> names =
        changes.files().stream()
            .limit(MOST_NAMED)
            .map(name -> name.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?"))
            .toList();
    return Optional.of(
        "The images refer to commit "
            + revision.substring(0, ABBREVIATED)
            + ", but "
            + (changes.all() ? "" : "at least ")
            + (count == 1 ? "1 tracked file differs" : count + " tracked files differ")
            + " from it: "
            + String.join(", ", names)
            + (count > names.size() ? ", …" : "")
            + ". Commit the changes, then build and publish again.");
  }
}
