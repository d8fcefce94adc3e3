package io.github.captainos.registry.layout;

import io.github.captainos.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file of a layout that another program may have created. Its type is checked before it is
 * opened: opening a FIFO blocks forever, and a device such as {@code /dev/zero} is endless. A link
 * to a regular file is accepted.
 *
 * @param path its path
 */
record LayoutFile(Path path) {

  /**
   * Checks that this is a regular file.
   *
   * @return its size in bytes
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws RegistryException if it is not a regular file
   */
  long check() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new RegistryException(
          path + " is not a regular file, as all files of a layout must be. Remove it");
    }
    return attributes.size();
  }

  /** Opens the file; see {@link #open(long)}. */
  InputStream open() throws IOException {
    return open(0);
  }

  /**
   * Opens the file.
   *
   * @param from how many bytes are left out
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws RegistryException if it is not a regular file
   */
  InputStream open(long from) throws IOException {
    check();
    InputStream in = Files.newInputStream(path);
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Reads the whole file.
   *
   * @param largest the maximum size in bytes
   * @param advice what to do if it is larger
   * @throws java.nio.file.NoSuchFileException if it does not exist
   * @throws RegistryException if it is not a regular file, or is larger
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
