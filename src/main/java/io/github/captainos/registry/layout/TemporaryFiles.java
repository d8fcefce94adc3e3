package io.github.captainos.registry.layout;

import io.github.captainos.support.AtomicFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The directory of a layout, as the place of files that are incomplete: a directory of blobs has
 * blobs alone.
 *
 * @param layout the layout's directory
 */
record TemporaryFiles(Path layout) {
  private static final Duration STALE_AFTER = Duration.ofHours(1);

  /**
   * Writes a file of the layout, and removes what builds left behind that were killed.
   *
   * @throws IOException if the content cannot be made or written; the file is unchanged then
   */
  void write(Path file, AtomicFile.Content content) throws IOException {
    Files.createDirectories(file.getParent());
    deleteStale();
    AtomicFile.write(file, layout, content);
  }

  /** A build that runs writes to its file all the time. */
  private void deleteStale() throws IOException {
    Instant stale = Instant.now().minus(STALE_AFTER);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(layout, AtomicFile.TEMPORARY + "*")) {
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
      return false; // another build has moved or deleted it
    }
  }
}
