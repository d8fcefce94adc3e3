package io.github.captainos.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.image.digest.TwoDigests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A layer with one file: an uncompressed tar archive that is generated while the file is read, so
 * there is never a copy of the file on disk or in memory.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md">OCI Image
 *     Specification: layers</a>
 */
public final class Layer implements Blob {
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final TarEntry entry;
  private final DescriptorDigest digest;
  private final DescriptorDigest fileDigest;
  private final @Nullable PackedLayer packed;

  private Layer(
      Path file,
      TarEntry entry,
      DescriptorDigest digest,
      DescriptorDigest fileDigest,
      @Nullable PackedLayer packed) {
    this.file = file;
    this.entry = entry;
    this.digest = digest;
    this.fileDigest = fileDigest;
    this.packed = packed;
  }

  /**
   * Checks whether a file may have this name in an image.
   *
   * @throws IllegalArgumentException if it may not; the message says why
   */
  public static void checkName(String name) {
    new TarEntry(name, 0);
  }

  /**
   * Reads a file once, to compute its own digest and that of its layer.
   *
   * @param file the file
   * @param name its name in the image
   * @throws IllegalArgumentException if a file in an image cannot have this name
   * @throws FileChangedException if it grows or shrinks while it is read
   * @throws IOException if it cannot be read
   */
  public static Layer of(Path file, String name) throws IOException {
    TarEntry entry = new TarEntry(name, Files.size(file));
    try (TwoDigests digests = new TwoDigests(entry.size())) {
      digests.around(entry.header());
      read(file, entry.size(), digests::content);
      digests.around(new byte[entry.padding()]);
      return new Layer(file, entry, digests.archive(), digests.content(), null);
    }
  }

  /**
   * Creates a layer of a file that has been read before. Whether the file still has the same bytes
   * is checked when they are written.
   *
   * @param size the file's size in bytes
   * @param digest the layer's digest at that time
   * @param fileDigest the file's own digest at that time
   */
  public static Layer known(
      Path file, String name, long size, DescriptorDigest digest, DescriptorDigest fileDigest) {
    return new Layer(file, new TarEntry(name, size), digest, fileDigest, null);
  }

  /**
   * Returns this layer in compressed form.
   *
   * @param compressed its bytes, as {@link #writeCompressed} has written them
   */
  public Layer packed(PackedLayer compressed) {
    return new Layer(file, entry, digest, fileDigest, compressed);
  }

  /**
   * Writes the compressed form.
   *
   * @param out the destination; is closed
   * @throws FileChangedException if the file no longer has the same bytes
   * @throws IOException if reading or writing fails
   */
  public void writeCompressed(Compression compression, OutputStream out) throws IOException {
    try (OutputStream compressing = compression.to(out)) {
      writeArchive(compressing);
    }
  }

  /**
   * Checks whether a file, under its own name, is the content of a layer. It is read only if its
   * size matches.
   *
   * @param file the file
   * @param layer the expected descriptor of its layer
   * @return its layer, or empty if the descriptor differs
   * @throws IOException if the file cannot be read
   */
  public static Optional<Layer> matching(Path file, Descriptor layer) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (new TarEntry(name, Files.size(file)).archiveSize() != layer.size()) {
      return Optional.empty();
    }
    return Optional.of(of(file, name)).filter(own -> own.digest.equals(layer.digest()));
  }

  /** Returns the file's name in the image. */
  public String name() {
    return entry.name();
  }

  /** Returns the file's size in bytes. */
  public long fileSize() {
    return entry.size();
  }

  /** Returns the digest of the file's own bytes, without the archive. */
  public DescriptorDigest fileDigest() {
    return fileDigest;
  }

  /** Returns how the archive is compressed. */
  public Compression compression() {
    return packed == null ? Compression.NONE : packed.compression();
  }

  /** Returns the digest of the archive, whether it is compressed or not. */
  public DescriptorDigest diffId() {
    return digest;
  }

  @Override
  public Descriptor descriptor() {
    String title = entry.name() + ".tar";
    return packed == null
        ? Descriptor.of(MediaTypes.LAYER, digest, entry.archiveSize())
            .withAnnotation(Annotations.TITLE, title)
        : packed.descriptor(title);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (packed == null) {
      writeArchive(out);
    } else {
      packed.writeTo(out);
    }
  }

  private void writeArchive(OutputStream out) throws IOException {
    MessageDigest hash = Sha256.newMessageDigest(entry.size());
    OutputStream archive = new DigestOutputStream(out, hash);
    archive.write(entry.header());
    read(file, entry.size(), (buffer, length) -> archive.write(buffer, 0, length));
    archive.write(new byte[entry.padding()]);
    if (!Sha256.digest(hash.digest()).equals(digest)) {
      throw new FileChangedException(file, "its content has changed");
    }
  }

  private interface Sink {
    void accept(byte[] buffer, int length) throws IOException;
  }

  /** Passes exactly {@code size} bytes to the sink, or throws. */
  private static void read(Path file, long size, Sink sink) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = size;
    try (InputStream in = open(file)) {
      int length;
      while ((length = read(file, in, buffer)) >= 0) {
        left -= length;
        if (left < 0) {
          throw new FileChangedException(file, "it grew");
        }
        sink.accept(buffer, length);
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
