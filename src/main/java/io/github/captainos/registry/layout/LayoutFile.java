package io.github.captainos.registry.layout;

import io.github.captainos.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file of a layout that somebody else may have made. It is looked at before it is opened: to open
 * a FIFO waits for ever, and a device such as {@code /dev/zero} has no end. A link to a regular
 * file is as good as the file.
 *
 * @param path where it is
 */
record LayoutFile(Path path) {

  /**
   * Checks that this is a regular file.
   *
   * @return its size in bytes
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws RegistryException if it is something else
   */
  long check() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new RegistryException(
          path + " is no regular file, as all files of a layout are. Remove it");
    }
    return attributes.size();
  }

  /**
   * Opens it.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws RegistryException if it is no regular file
   */
  InputStream open() throws IOException {
    check();
    return Files.newInputStream(path);
  }

  /**
   * Reads all of it.
   *
   * @param largest how many bytes it may have
   * @param advice what to do if it has more
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws RegistryException if it is no regular file, or is larger
   */
  byte[] read(int largest, String advice) throws IOException {
    long size = check();
    if (size <= largest) {
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(largest + 1); // the size may be another one by now
        if (bytes.length <= largest) {
          return bytes;
        }
        size = bytes.length;
      }
    }
    throw tooLarge(size, largest, advice);
  }

  RegistryException tooLarge(long size, int largest, String advice) {
    return new RegistryException(
        path + " is too large: it has " + size + " bytes, and may have " + largest + ". " + advice);
  }
}
