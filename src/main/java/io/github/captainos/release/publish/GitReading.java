package io.github.captainos.release.publish;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.ReleaseVersion.Version;
import io.github.captainos.release.Tasks;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads git while something else is done: first the version, then which files differ from the
 * commit.
 *
 * <p>Its thread is not interrupted, whatever fails elsewhere: JGit would log an error of its own
 * then, before the one that the user has to see.
 */
final class GitReading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GitReading.class);

  /**
   * So many files are compared even where nothing else is left to do, which takes some 50 ms. In a
   * larger repository, the search ends with what goes on beside it.
   */
  private static final int MOST_WAITED_FOR = 10_000;

  /** Not for so long, though: the files may be on a slow network. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Tasks thread = Tasks.uninterrupted();
  private final ReleaseVersion versioning;
  private final Future<Version> version;
  private volatile Phase phase = Phase.BESIDE_OTHERS;
  private volatile long waitingSince;
  private @Nullable Future<?> comparison;

  private enum Phase {
    BESIDE_OTHERS,
    WAITED_FOR,
    GIVEN_UP
  }

  private GitReading(ReleaseVersion versioning) {
    this.versioning = versioning;
    version = thread.begin(versioning::version);
  }

  /** Begins with the version. */
  static GitReading begin(ReleaseVersion versioning) {
    return new GitReading(versioning);
  }

  /**
   * Waits for the version.
   *
   * @throws ReleaseException as for {@link ReleaseVersion#version()}
   */
  Version version() throws ReleaseException {
    return Tasks.await(version);
  }

  /** Begins to compare the tracked files with the commit; warns of those that differ. */
  void beginComparing(Version of) {
    comparison = thread.begin(() -> compare(of));
  }

  private @Nullable Void compare(Version of) {
    UncommittedChanges.warning(versioning.directory(), of.revision(), this::isOver)
        .ifPresent(LOG::warn);
    return null;
  }

  private boolean isOver(int compared) {
    return switch (phase) {
      case BESIDE_OTHERS -> false;
      case WAITED_FOR ->
          compared >= MOST_WAITED_FOR || System.nanoTime() - waitingSince > LONGEST_WAIT.toNanos();
      case GIVEN_UP -> true;
    };
  }

  /**
   * Waits, but not for long, until files have been compared if that was begun.
   *
   * @throws ReleaseException if the build is interrupted
   */
  void awaitComparison() throws ReleaseException {
    waitingSince = System.nanoTime();
    phase = Phase.WAITED_FOR;
    if (comparison != null) {
      Tasks.await(comparison);
    }
  }

  /** Gives up what is not done, and waits until its thread has seen that. */
  @Override
  public void close() {
    phase = Phase.GIVEN_UP;
    thread.close();
  }
}
