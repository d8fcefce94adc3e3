package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.program.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One pull at a time writes into a directory. */
class StagingDirectoryTest {

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

  @Test
  void deletesTheDirectoryThatAnotherPullHasMadeAndDeletedMeanwhile() throws Exception {
    Path made = output.resolve("made");
    Future<StagingDirectory> second;
    try (StagingDirectory first = StagingDirectory.in(made)) {
      assertThat(first.newFile().getParent()).exists();
      second = threads.submit(() -> StagingDirectory.in(made, waiting::countDown));
      HangGuard.await("the second pull waits", () -> waiting.getCount() == 0);
    }
    second.get().close();
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
  @DisabledOnOs(OS.WINDOWS)
  void aFileOfTheUserIsNotTakenForTheLock(@TempDir Path home) throws Exception {
    Path precious = Files.writeString(home.resolve("precious"), "all my work");
    Path empty = Files.createFile(home.resolve("empty"));
    Path lock = output.resolve(".captain-pull-lock");
    for (Path target : List.of(precious, empty, home.resolve("missing"), Path.of("/dev/full"))) {
      Files.createSymbolicLink(lock, target);
      assertThatThrownBy(() -> StagingDirectory.in(output)).isInstanceOf(FileSystemException.class);
      assertThat(lock).isSymbolicLink();
      Files.delete(lock);
    }
    Files.createLink(lock, precious);
    assertThatThrownBy(() -> StagingDirectory.in(output))
        .hasMessage(lock + ": it is not a lock file of Captain's. Remove it, or rename it");
    assertThat(precious).hasContent("all my work");
    assertThat(empty).isEmptyFile();
    assertThat(home.toFile().list()).hasSize(2);
    Files.delete(lock);
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
