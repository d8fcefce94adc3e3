package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.testing.HangGuard;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the lock on a file. */
class FileMutexTest {
  @TempDir private Path directory;

  /** As after another build that has ended, and deleted it. */
  @Test
  void aFileThatIsDeletedWhileItIsWaitedForIsNotTheLock() throws Exception {
    Path file = directory.resolve("lock");
    FileChannel other =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    other.lock();
    CountDownLatch waiting = new CountDownLatch(1);
    FutureTask<FileMutex> taken = new FutureTask<>(() -> FileMutex.take(file, waiting::countDown));
    new Thread(taken).start();
    HangGuard.await("it waits for the file", () -> waiting.getCount() == 0);
    Files.delete(file);
    other.close();
    FileMutex mutex = taken.get();
    assertThat(file).exists();
    mutex.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aLockIsReleasedOnce() throws Exception {
    Path file = directory.resolve("lock");
    FileMutex first = FileMutex.take(file, () -> {});
    first.close();
    try (FileMutex second = FileMutex.take(file, () -> {})) {
      first.close();
      assertThat(file).as("of the second").exists();
      assertThat(second).isNotNull();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> FileMutex.take(file, () -> {})).hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
