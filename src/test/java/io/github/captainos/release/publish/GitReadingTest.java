package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Requests;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.program.Command;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitReadingTest {
  @TempDir private Path directory;

  /** In a JVM of its own, since JGit asks each file system once for what is logged here. */
  @Test
  void jgitLogsNoErrorOfItsOwnWhereThePublishFailsMeanwhile() {
    git("init", "--quiet");
    git("commit", "--allow-empty", "--quiet", "--message=a commit");
    git("tag", "v1.0.0");
    String[] command = Command.java(FailingPublish.class, List.of(), directory.toString());
    assertThat(Command.run(directory, command)).isEqualTo("the registry is gone []\n");
  }

  private void git(String... arguments) {
    Stream<String> git =
        Stream.of("git", "-c", "user.name=An Author", "-c", "user.email=author@example.org");
    Command.run(directory, Stream.concat(git, Stream.of(arguments)).toArray(String[]::new));
  }

  /** Fails to open a registry while git is read, and prints why, and what has been logged. */
  static final class FailingPublish {
    /** What is locked before JGit is asked for anything. */
    private static final String LOCKED = "io.github.captainos.git.IsolatedSystemReader";

    private FailingPublish() {}

    public static void main(String[] arguments) throws Exception {
      PublishRequest request = request(Path.of(arguments[0]));
      CompletableFuture<String> failure = new CompletableFuture<>();
      Thread publisher = new Thread(() -> failure.complete(failure(request)));
      synchronized (Class.forName(LOCKED)) {
        publisher.start();
        while (publisher.isAlive() && !isWaiting(publisher, Tasks.class.getName())) {
          Thread.onSpinWait();
        }
      }
      System.out.println(failure.join() + " " + LoggedErrors.take());
    }

    private static PublishRequest request(Path directory) throws Exception {
      PublishRequest given = Requests.request(directory);
      return Requests.request(
          given.naming(),
          new ReleaseVersion(null, null, null, null, null, directory),
          directory,
          given.files().targets(),
          "all",
          true);
    }

    private static String failure(PublishRequest request) {
      try {
        return Publisher.publish(request, (repository, access) -> failOnceGitIsRead()).toString();
      } catch (ReleaseException e) {
        return e.getMessage();
      }
    }

    private static Registry failOnceGitIsRead() throws ReleaseException {
      while (Thread.getAllStackTraces().keySet().stream()
          .noneMatch(thread -> isWaiting(thread, LOCKED))) {
        Thread.onSpinWait();
      }
      throw new ReleaseException("the registry is gone");
    }

    private static boolean isWaiting(Thread thread, String inClass) {
      return List.of(Thread.State.BLOCKED, Thread.State.TIMED_WAITING).contains(thread.getState())
          && Arrays.stream(thread.getStackTrace())
              .anyMatch(frame -> frame.getClassName().equals(inClass));
    }
  }
}
