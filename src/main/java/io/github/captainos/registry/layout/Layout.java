package io.github.captainos.registry.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.AtomicFile;
import io.github.captainos.support.FileMutex;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a layout, and its files, which another program may have created. The file {@code
 * oci-layout} marks it as a layout and contains the version of its format. While a build changes
 * {@code index.json}, the directory has a file that locks it.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md#oci-layout-file">OCI
 *     Image Specification: oci-layout file</a>
 */
final class Layout {
  private static final String VERSION = "1.0.0";
  private static final int MAX_MARKER_SIZE = 1 << 16;
  private static final Duration STALE_AFTER = Duration.ofHours(1);
  private static final String ADVICE = "Use another directory";

  private final Path directory;
  private final Path marker;
  private final Path index;
  private final Path lockFile;

  Layout(Path directory) {
    this.directory = directory;
    this.marker = directory.resolve("oci-layout");
    this.index = directory.resolve("index.json");
    this.lockFile = directory.resolve(".captain.lock"); // not the name of a temporary file
  }

  Path directory() {
    return directory;
  }

  /** Returns the file with the tags. */
  Path index() {
    return index;
  }

  /** Returns the file of a blob. */
  Path blob(DescriptorDigest digest) {
    return directory.resolve("blobs").resolve("sha256").resolve(digest.getHash());
  }

  /**
   * Checks the type of a file before it is opened: opening a FIFO blocks forever, and a device such
   * as {@code /dev/zero} is endless. A link to a regular file is accepted.
   *
   * @return its size in bytes
   * @throws NoSuchFileException if it does not exist
   * @throws RegistryException if it is not a regular file
   */
  private static long check(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new RegistryException(
          file + " is not a regular file, as all files of a layout must be. Remove it");
    }
    return attributes.size();
  }

  /**
   * Opens a file.
   *
   * @param from how many bytes are left out
   * @throws NoSuchFileException if it does not exist
   * @throws RegistryException if it is not a regular file
   */
  static InputStream open(Path file, long from) throws IOException {
    check(file);
    InputStream in = Files.newInputStream(file);
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Reads a whole file.
   *
   * @param max the maximum size in bytes
   * @param advice what to do if it is larger
   * @throws NoSuchFileException if it does not exist
   * @throws RegistryException if it is not a regular file, or is larger
   */
  static byte[] read(Path file, int max, String advice) throws IOException {
    long size = check(file);
    checkSize(file, size, max, advice);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(max + 1); // the size may be another one by now
      checkSize(file, bytes.length, max, advice);
      return bytes;
    }
  }

  private static void checkSize(Path file, long size, int max, String advice)
      throws RegistryException {
    if (size > max) {
      throw new RegistryException(
          file + " is too large: it has " + size + " bytes, and may have " + max + ". " + advice);
    }
  }

  /**
   * Writes a file, and removes what builds left behind that were killed. An incomplete file is in
   * the layout's own directory: a directory of blobs has blobs alone.
   *
   * @throws IOException if the content cannot be made or written; the file is unchanged then
   */
  void write(Path file, AtomicFile.Content content) throws IOException {
    Files.createDirectories(directory);
    Instant stale = Instant.now().minus(STALE_AFTER); // a build that runs writes all the time
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, AtomicFile.TEMPORARY + "*")) {
      for (Path temporary : files) {
        if (isOlder(temporary, stale)) {
          Files.deleteIfExists(temporary);
        }
      }
    }
    AtomicFile.write(file, directory, content);
  }

  private static boolean isOlder(Path file, Instant moment) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
    } catch (NoSuchFileException e) {
      return false; // another build has moved or deleted it
    }
  }

  /**
   * Returns the entries of the index; empty if there is none.
   *
   * @throws RegistryException if the directory is not a layout, and cannot become one
   */
  Optional<ArrayNode> entries() throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new RegistryException(
          directory + " is not a directory, so it cannot be a layout. " + ADVICE);
    }
    isMarked();
    Optional<ObjectNode> json = readIndex();
    return json.isEmpty() ? Optional.empty() : Optional.of(entries(json.get()));
  }

  /**
   * Changes the entries of the index, while no other build changes the layout. Makes the directory
   * a layout if it is not one yet.
   */
  void change(Consumer<ArrayNode> change) throws IOException {
    Files.createDirectories(directory);
    isMarked(); // before anything is written
    FileMutex lock = FileMutex.take(lockFile, () -> {});
    try (lock) {
      if (!isMarked()) {
        byte[] version = "{\"imageLayoutVersion\":\"%s\"}".formatted(VERSION).getBytes(UTF_8);
        write(marker, out -> out.write(version));
      }
      ObjectNode json = readIndex().orElseGet(Referrers::emptyIndex);
      change.accept(entries(json));
      byte[] bytes = Json.write(json);
      checkSize(index, bytes.length, Manifest.MAX_SIZE, ADVICE);
      write(index, out -> out.write(bytes));
    }
  }

  /**
   * Returns whether the directory is a layout. An empty file is what a full disk leaves of one.
   *
   * @throws RegistryException if it is one of another version
   */
  private boolean isMarked() throws IOException {
    try {
      byte[] content = read(marker, MAX_MARKER_SIZE, ADVICE);
      if (content.length > 0) {
        checkVersion(content);
      }
      return content.length > 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void checkVersion(byte[] content) throws IOException {
    String version;
    try {
      version = Json.read(content).path("imageLayoutVersion").asText();
    } catch (JsonProcessingException e) {
      version = "";
    }
    if (!version.equals(VERSION)) {
      throw new RegistryException(
          "%s is not an OCI image layout of version %s, according to its file oci-layout. %s"
              .formatted(directory, VERSION, ADVICE));
    }
  }

  private Optional<ObjectNode> readIndex() throws IOException {
    byte[] bytes;
    try {
      bytes = read(index, Manifest.MAX_SIZE, ADVICE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.readStrictly(bytes));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private ArrayNode entries(ObjectNode json) throws RegistryException {
    if (json.get("manifests") instanceof ArrayNode entries) {
      return entries;
    }
    throw unreadable(null);
  }

  private RegistryException unreadable(@Nullable IOException e) {
    return new RegistryException(
        index
            + " is not an index of an OCI image layout. Fix it, or publish into another directory",
        e);
  }
}
