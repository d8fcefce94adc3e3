package io.github.captainos.release.publish;

import io.github.captainos.git.Changes;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.ReleaseVersion.Version;
import io.github.captainos.release.steps.Tasks;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the Git repository in the background: first the version, then the files that differ from
 * the commit.
 *
 * <p>Its thread is not interrupted if something else fails: JGit would log its own error then,
 * before the actual one.
 */
final class GitReading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GitReading.class);

  /**
   * The number of files that are compared even if the publish waits for it, which takes about 50
   * ms. In a larger repository, the comparison ends when the publish does.
   */
  private static final int MOST_COMPARED_WHILE_WAITING = 10_000;

  /** The maximum time to wait, since the files may be on a slow network. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Tasks thread = Tasks.uninterrupted();
  private final ReleaseVersion versioning;
  private final Future<Version> version;
  private volatile Phase phase = Phase.CONCURRENT;
  private volatile long waitingSince;
  private @Nullable Future<Changes> comparison;

  private enum Phase {
    CONCURRENT,
    AWAITED,
    CANCELLED
  }

  private GitReading(ReleaseVersion versioning) {
    this.versioning = versioning;
    version = thread.begin(versioning::version);
  }

  /** Starts to compute the version. */
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

  /**
   * Starts to compare the tracked files with the commit, and to warn of those that differ; unless
   * it was started already.
   *
   * @param isNeeded whether the result is needed, however long it takes
   */
  void beginComparing(Version of, boolean isNeeded) {
    if (comparison == null) {
      comparison = thread.begin(() -> compare(of, isNeeded));
    }
  }

  private Changes compare(Version of, boolean isNeeded) {
    String revision = of.revision();
    Changes changes =
        UncommittedChanges.find(
            versioning.directory(),
            revision,
            compared -> isNeeded ? phase == Phase.CANCELLED : isOver(compared));
    if (revision != null) {
      UncommittedChanges.warning(revision, changes).ifPresent(LOG::warn);
    }
    return changes;
  }

  /**
   * Waits for the comparison, which was started as needed.
   *
   * @return whether files differ; empty if that is not known
   * @throws ReleaseException if the build is interrupted
   */
  Optional<Boolean> areFilesChanged() throws ReleaseException {
    return comparison == null
        ? Optional.empty()
        : UncommittedChanges.areThere(Tasks.await(comparison));
  }

  private boolean isOver(int compared) {
    return switch (phase) {
      case CONCURRENT -> false;
      case AWAITED ->
          compared >= MOST_COMPARED_WHILE_WAITING
              || System.nanoTime() - waitingSince > LONGEST_WAIT.toNanos();
      case CANCELLED -> true;
    };
  }

  /**
   * Waits for a limited time for the comparison, if it was started.
   *
   * @throws ReleaseException if the build is interrupted
   */
  void awaitComparison() throws ReleaseException {
    waitingSince = System.nanoTime();
    phase = Phase.AWAITED;
    if (comparison != null) {
      Tasks.await(comparison);
    }
  }

  /** Cancels the comparison, and waits until its thread has ended. */
  @Override
  public void close() {
    phase = Phase.CANCELLED;
    thread.close();
  }
}
