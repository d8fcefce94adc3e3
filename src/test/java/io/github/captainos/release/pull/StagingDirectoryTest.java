package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.captainos.support.FileMutex;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.program.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pull at a time writes into a directory. */
class StagingDirectoryTest {
  private static final long LOCK_POSITION = 1L << 40;

  /** Of Linux, in bytes, with the zero at its end. */
  private static final int LONGEST_PATH = 4096;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch waiting = new CountDownLatch(1);

  @TempDir Path output;

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /** Pulls until its input ends. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      try (StagingDirectory staging = StagingDirectory.in(Path.of(arguments[0]))) {
        Files.writeString(staging.newFile(), "half of it");
        System.out.println("pulling");
        System.in.read();
      }
    }
  }

  private Future<StagingDirectory> waiter() throws InterruptedException {
    Future<StagingDirectory> waiter =
        threads.submit(() -> StagingDirectory.in(output, waiting::countDown));
    waiting.await();
    return waiter;
  }

  @Test
  void waitsForAnotherPullOfThisBuildAndLeavesItsFilesAlone() throws Exception {
    Future<StagingDirectory> second;
    try (StagingDirectory first = StagingDirectory.in(output)) {
      Path half = Files.writeString(first.newFile(), "half of it");
      second = waiter();
      assertThat(half).exists();
      assertThat(second).isNotDone();
    }
    second.get().close();
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void waitsForAnotherPullThatRemovesTheDirectoryItHasMade() throws Exception {
    output = output.resolve("new/output");
    Future<StagingDirectory> second;
    try (StagingDirectory first = StagingDirectory.in(output)) {
      assertThat(first.newFile()).doesNotExist();
      second = waiter();
    }
    try (StagingDirectory staging = second.get()) {
      assertThat(Files.writeString(staging.newFile(), "x")).exists();
    }
    assertThat(output).doesNotExist();
  }

  @Test
  void waitsForAnotherProcessAndTakesOverWhenThatIsKilled() throws Exception {
    Process process =
        new ProcessBuilder(Command.java(Holder.class, List.of(), output.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
      assertThat(answers.readLine()).isEqualTo("pulling");
      Future<StagingDirectory> second = waiter();
      assertThat(second).isNotDone();
      process.destroyForcibly().waitFor();
      try (StagingDirectory staging = second.get()) {
        Path own = staging.newFile().getParent();
        assertThat(output).isDirectoryContaining(path -> path.equals(own));
        assertThat(output.toFile().list()).hasSize(2); // its own directory and the lock
      }
      assertThat(output).isEmptyDirectory();
    } finally {
      process.destroyForcibly();
    }
  }

  /** As another pull does, or a disk that is nearly full. */
  @Test
  void deletesTheDirectoryItHasMadeAlsoWhereItsFirstLockIsNotTheOneThatIsThere() throws Exception {
    Path made = output.resolve("made");
    Path lock = made.resolve(".captain-pull-lock");
    FutureTask<StagingDirectory> pull =
        new FutureTask<>(() -> StagingDirectory.in(made, waiting::countDown));
    Thread thread = new Thread(pull);
    AtomicReference<FileChannel> other = new AtomicReference<>();
    FileMutex.whileNoOtherThread(
        lock,
        () -> {
          thread.start();
          HangGuard.await("the directory is made", () -> waiting.getCount() == 0);
          FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          channel.lock(LOCK_POSITION, 1, false);
          other.set(channel);
        });
    // it has opened the file, and tries again and again to lock it
    HangGuard.await("the lock is taken", () -> thread.getState() == Thread.State.TIMED_WAITING);
    Files.delete(lock);
    other.get().close();
    pull.get().close();
    assertThat(output).isEmptyDirectory();
  }

  /** As a full disk does: the directories can be created, and not the lock in them. */
  @Test
  void leavesNoDirectoryBehindWhereTheLockCannotBeCreated() {
    Path deep = output.resolve("new");
    while (deep.toString().length() < LONGEST_PATH - 200) {
      deep = deep.resolve("n".repeat(150));
    }
    Path longest = deep.resolve("n".repeat(LONGEST_PATH - 10 - deep.toString().length()));
    assertThatThrownBy(() -> StagingDirectory.in(longest)).isInstanceOf(IOException.class);
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void leavesNoLockBehindWhereTheDiskIsFull() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    Files.createSymbolicLink(output.resolve(".captain-pull-lock"), full);
    assertThatThrownBy(() -> StagingDirectory.in(output))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
    assertThat(output).isEmptyDirectory();
    StagingDirectory.in(output).close();
  }

  /** Whoever ends deletes the lock that others wait for, so this is where two could get in. */
  @Test
  void letsOneInAtATimeHoweverManyCome() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<Object>> pulls =
        threads.invokeAll(
            Collections.nCopies(
                50,
                () -> {
                  try (StagingDirectory staging = StagingDirectory.in(output)) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Files.writeString(staging.newFile(), "x");
                    inside.decrementAndGet();
                  }
                  return output;
                }));
    for (Future<Object> pull : pulls) {
      pull.get();
    }
    assertThat(most).hasValue(1);
    assertThat(output).isEmptyDirectory();
  }
}
