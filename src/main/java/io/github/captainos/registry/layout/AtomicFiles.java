package io.github.captainos.registry.layout;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Writes files of a layout that are there in whole or not at all, also after a build was killed.
 *
 * @param layout the layout's directory, where files are that are not whole yet
 */
record AtomicFiles(Path layout) {
  private static final String TEMPORARY = ".captain-";
  private static final Duration STALE_AFTER = Duration.ofHours(1);

  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file under a temporary name, then gives it its name.
   *
   * @throws IOException if the content could not be made or written; the file is as it was
   */
  void write(Path file, Content content) throws IOException {
    Files.createDirectories(file.getParent());
    sweep();
    Path temporary = layout.resolve(TEMPORARY + UUID.randomUUID());
    deleteAtExit(temporary);
    try {
      try (FileChannel channel =
              FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Ctrl-C ends the JVM without running finally blocks. */
  private static void deleteAtExit(Path file) throws IOException {
    try {
      file.toFile().deleteOnExit();
    } catch (IllegalStateException e) {
      throw new InterruptedIOException("the build was ended");
    }
  }

  /** A build that was killed leaves its file behind; one that runs writes to it all the time. */
  private void sweep() throws IOException {
    Instant stale = Instant.now().minus(STALE_AFTER);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout, TEMPORARY + "*")) {
      for (Path file : files) {
        if (isOlder(file, stale)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isOlder(Path file, Instant moment) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
    } catch (NoSuchFileException e) {
      return false; // another build is done with it
    }
  }
}
