package io.github.captainos.registry.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.FileMutex;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file {@code oci-layout}, which marks a directory as a layout and contains the version of its
 * format. It is never replaced, so builds also lock this file while they change the layout's index.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md#oci-layout-file">OCI
 *     Image Specification: oci-layout file</a>
 */
final class LayoutMarker implements AutoCloseable {
  private static final String NAME = "oci-layout";
  private static final String VERSION = "1.0.0";
  private static final int LARGEST = 1 << 16;
  private static final String ADVICE = "Use another directory";

  private final Path layout;
  private final FileMutex mutex;

  private LayoutMarker(Path layout, FileMutex mutex) {
    this.layout = layout;
    this.mutex = mutex;
  }

  /**
   * Checks that a directory can be used as a layout: that it is one, or has no file {@code
   * oci-layout} yet.
   *
   * @throws RegistryException if it cannot
   */
  static void check(Path layout) throws IOException {
    if (Files.exists(layout) && !Files.isDirectory(layout)) {
      throw new RegistryException(
          layout + " is not a directory, so it cannot be a layout. " + ADVICE);
    }
    Path file = layout.resolve(NAME);
    FileMutex.whileNoOtherThread(
        file,
        () -> {
          try {
            check(layout, new LayoutFile(file).read(LARGEST, ADVICE));
          } catch (NoSuchFileException e) {
            // it is not a layout yet
          }
        });
  }

  /**
   * Waits until no other build changes the layout, and makes the directory a layout if it is not
   * one yet.
   */
  static LayoutMarker lock(Path layout) throws IOException {
    Files.createDirectories(layout);
    Path file = layout.resolve(NAME);
    checkFile(file);
    return new LayoutMarker(layout, FileMutex.take(file, () -> {}));
  }

  private static void checkFile(Path file) throws IOException {
    try {
      new LayoutFile(file).check();
    } catch (NoSuchFileException e) {
      // it will be created
    }
  }

  /**
   * Checks the version again, now that no other build can change it, or writes it.
   *
   * @throws RegistryException if this is a layout of another version
   */
  void check() throws IOException {
    FileChannel channel = mutex.channel();
    if (channel.size() == 0) {
      String content = "{\"imageLayoutVersion\":\"" + VERSION + "\"}";
      channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
      channel.force(true);
      return;
    }
    ByteBuffer content = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST));
    channel.read(content, 0);
    check(layout, content.array());
  }

  private static void check(Path layout, byte[] content) throws IOException {
    String version;
    try {
      version = Json.read(content).path("imageLayoutVersion").asText();
    } catch (JsonProcessingException e) {
      version = "";
    }
    // another build may be about to write it
    if (content.length > 0 && !version.equals(VERSION)) {
      throw new RegistryException(
          layout
              + " is not an OCI image layout of version "
              + VERSION
              + ", according to its file oci-layout. "
              + ADVICE);
    }
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    mutex.close();
  }
}
