package io.github.captainos.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a user has named, and that is read. */
public final class RegularFile {
  private RegularFile() {}

  /**
   * Opens a file. Its type is checked before: opening a FIFO waits until somebody writes into it,
   * and a device such as {@code /dev/zero} is endless.
   *
   * @throws FileSystemException if it is not a regular file, or a link to one
   * @throws IOException if it cannot be opened
   */
  public static InputStream open(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "it is not a regular file");
    }
    return Files.newInputStream(file);
  }
}
