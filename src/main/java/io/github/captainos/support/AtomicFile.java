package io.github.captainos.support;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that is written under a temporary name and then moved to its own, so that others find it
 * complete or not at all, also after the build was killed or the power failed.
 */
public final class AtomicFile implements AutoCloseable {
  /** The prefix of temporary names. */
  public static final String TEMPORARY = ".captain-";

  private static final boolean IS_WINDOWS = FileSystems.getDefault().getSeparator().equals("\\");

  /** Together with the pauses, each twice as long as the one before, a second. */
  private static final int MAX_MOVES = 10;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** As large as a read of the files that are copied. */
  private static final int BUFFER = 1 << 16;

  private final Path temporary;

  /** A move of a file. */
  interface Move {
    void run() throws IOException;
  }

  /** The content of a file. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Prepares a file. Nothing is written yet.
   *
   * @param directory where the file is as long as it is incomplete; on the file system of its final
   *     place
   */
  public AtomicFile(Path directory) {
    this.temporary = directory.resolve(TEMPORARY + UUID.randomUUID());
  }

  /**
   * Writes a file. Its directory is made where it is missing.
   *
   * @throws IOException if the content cannot be made or written; the file is unchanged then
   */
  public static void write(Path file, Content content) throws IOException {
    write(file, file.getParent(), content);
  }

  /**
   * Writes a file, whose incomplete form is in another directory.
   *
   * @param directory where the file is as long as it is incomplete; on the same file system
   * @throws IOException if the content cannot be made or written; the file is unchanged then
   */
  public static void write(Path file, Path directory, Content content) throws IOException {
    Files.createDirectories(file.getParent());
    try (AtomicFile fresh = new AtomicFile(directory)) {
      fresh.write(content);
      fresh.moveTo(file);
    }
  }

  /** Moves a complete file to its name; one that has the name is replaced. */
  public static void move(Path from, Path to) throws IOException {
    move(
        () ->
            Files.move(
                from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING),
        IS_WINDOWS ? MAX_MOVES : 1);
  }

  /**
   * Moves a file. Windows refuses that for a moment where another thread or program has it open,
   * such as one that reads the index of a layout, or looks for viruses; git tries again, too.
   *
   * @param max how often it is tried
   */
  static void move(Move move, int max) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        move.run();
        return;
      } catch (AccessDeniedException e) {
        if (tries == max) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS << tries);
      }
    }
  }

  /**
   * Writes the content, as far as the disk.
   *
   * @throws IOException if it cannot be made or written
   */
  public void write(Content content) throws IOException {
    deleteAtExit(temporary);
    try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
      content.writeTo(new Unclosed(out));
      out.flush();
      channel.force(true); // else a file may be empty after a power failure, and have its name
    }
  }

  /** Compressors close what they write to; the file has to be open to be forced to the disk. */
  private static final class Unclosed extends FilterOutputStream {
    private Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  /** Gives the file its name. */
  public void moveTo(Path file) throws IOException {
    move(temporary, file);
  }

  /** Ctrl-C ends the JVM without running finally blocks. */
  private static void deleteAtExit(Path file) throws IOException {
    try {
      file.toFile().deleteOnExit();
    } catch (IllegalStateException e) {
      throw new InterruptedIOException("the build was ended");
    }
  }

  /** Deletes the file if it was not moved. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
