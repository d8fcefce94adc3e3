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
  /** Of the flags of a file that is open. */
  private static final int ACCESS_MODE = 3;

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
    Path file = layout.toRealPath().resolve("oci-layout");
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

  /** Who only looks whether it is a layout opens the file to read it. */
  private boolean isWaiting(ProcessHandle build) throws IOException {
    Path process = Path.of("/proc", Long.toString(build.pid()));
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        if (isLayout(descriptor)
            && isWritten(process.resolve("fdinfo").resolve(descriptor.getFileName()))) {
          return true;
        }
      }
      return false;
    }
  }

  private boolean isLayout(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static boolean isWritten(Path info) {
    try {
      return Files.readAllLines(info).stream()
          .filter(line -> line.startsWith("flags:"))
          .mapToInt(line -> Integer.parseInt(line.replaceFirst("flags:\\s*", ""), 8))
          .anyMatch(flags -> (flags & ACCESS_MODE) != 0);
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
