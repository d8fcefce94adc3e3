package io.github.captainos.registry;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Writes files that are there in whole or not at all, also after a crash. */
final class AtomicFile {
  private static final Duration STALE_AFTER = Duration.ofHours(1);

  private AtomicFile() {}

  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file under a temporary name, then gives it its name.
   *
   * @param file the file
   * @param ingest a directory of the same file system for what is not whole yet; is gone afterwards
   *     unless others use it too
   * @param content what to write
   * @throws IOException if the content could not be made or written; the file is as it was
   */
  static void write(Path file, Path ingest, Content content) throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary = temporary(ingest);
    // Ctrl-C ends the JVM without running the finally block below
    temporary.toFile().deleteOnExit();
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
      deleteIfEmpty(ingest);
    }
  }

  private static Path temporary(Path ingest) throws IOException {
    Files.createDirectories(ingest);
    sweep(ingest);
    return ingest.resolve(UUID.randomUUID().toString());
  }

  /** A build that was killed leaves its file behind; one that runs writes to it all the time. */
  private static void sweep(Path ingest) throws IOException {
    Instant stale = Instant.now().minus(STALE_AFTER);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(ingest)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(stale)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      // another build, done with it, was quicker
    }
  }

  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // another build is writing
    }
  }
}
