package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the lock on a file. */
class FileMutexTest {
  @TempDir private Path directory;

  @Test
  void aThreadThatIsInterruptedWhileItWritesReleasesTheLock() throws Exception {
    Path file = directory.resolve("lock");
    try (FileMutex mutex = FileMutex.take(file, () -> {})) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> mutex.channel().write(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedByInterruptException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    FileMutex.take(file, () -> assertThat(file).as("the lock is not free").isNull()).close();
  }

  @Test
  void aLockIsReleasedOnce() throws Exception {
    Path file = directory.resolve("lock");
    FileMutex first = FileMutex.take(file, () -> {});
    first.close();
    try (FileMutex second = FileMutex.take(file, () -> {})) {
      first.close();
      assertThat(second.channel().isOpen()).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> FileMutex.take(file, () -> {})).hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
