package io.github.captainos.testing.fault;

import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** The lock that a build takes before it changes the tags of a layout, held by a test. */
public final class LayoutLock implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private LayoutLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes it, which nobody else has.
   *
   * @param layout a layout, or a directory that becomes one
   */
  public static LayoutLock take(Path layout) throws IOException {
    Files.createDirectories(layout);
    Path file = layout.toRealPath().resolve(".captain.lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.lock();
    return new LayoutLock(file, channel);
  }

  /** Waits until all of these builds wait for it. */
  public void awaitBuilds(ProcessHandle... builds) {
    for (ProcessHandle build : builds) {
      HangGuard.await("a build that waits for " + file, () -> isWaiting(build));
    }
  }

  private boolean isWaiting(ProcessHandle build) throws IOException {
    Path process = Path.of("/proc", Long.toString(build.pid()));
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        if (isLock(descriptor)) {
          return true;
        }
      }
      return false;
    }
  }

  private boolean isLock(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /** Gives it back. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
