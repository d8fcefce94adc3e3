package io.github.captainos.image.layer;

import io.github.captainos.image.entry.FileChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the entries of a layer as a tar archive, while their files are read. */
final class TarArchive {
  private static final int BUFFER = 1 << 20;

  private TarArchive() {}

  /** Receives the bytes of an archive. */
  interface Sink {

    /** Receives bytes that are not content of a file. */
    void archive(byte[] bytes) throws IOException;

    /** Receives content of a file; the buffer is reused afterwards. */
    void content(byte[] buffer, int length) throws IOException;

    /** Is called after the content of each file. */
    default void endOfFile(TarEntry file) {}
  }

  /** Returns the size of an archive in bytes. */
  static long size(List<TarEntry> entries) {
    long size = 0;
    for (TarEntry entry : entries) {
      size += entry.header().length + entry.size() + TarBlocks.fill(entry.size()).length;
    }
    return size + TarBlocks.end(size).length;
  }

  /**
   * Writes an archive.
   *
   * @throws FileChangedException if a file has another size, or can no longer be read
   * @throws IOException if the sink throws it
   */
  static void write(List<TarEntry> entries, Sink sink) throws IOException {
    long size = 0;
    for (TarEntry entry : entries) {
      byte[] header = entry.header();
      byte[] fill = TarBlocks.fill(entry.size());
      sink.archive(header);
      if (entry.source().isFile()) {
        read(entry.source().file(), entry.size(), sink);
        sink.endOfFile(entry);
      }
      sink.archive(fill);
      size += header.length + entry.size() + fill.length;
    }
    sink.archive(TarBlocks.end(size));
  }

  /** Passes exactly {@code size} bytes to the sink, or throws. */
  private static void read(Path file, long size, Sink sink) throws IOException {
    // one byte more shows whether it grew
    byte[] buffer = new byte[(int) Math.min(BUFFER, size + 1)];
    long left = size;
    try (InputStream in = open(file)) {
      int length;
      while ((length = read(file, in, buffer)) >= 0) {
        left -= length;
        if (left < 0) {
          throw new FileChangedException(file, "it grew");
        }
        sink.content(buffer, length);
      }
    }
    if (left > 0) {
      throw new FileChangedException(file, "it shrank");
    }
  }

  /**
   * Opens the file. A failure to read it must be distinguished from a failure to write to a
   * registry.
   */
  private static InputStream open(Path file) throws FileChangedException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileChangedException(file, "it is no longer a regular file");
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new FileChangedException(file, "it can no longer be opened", e);
    }
  }

  private static int read(Path file, InputStream in, byte[] buffer) throws FileChangedException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new FileChangedException(file, "it can no longer be read", e);
    }
  }
}
