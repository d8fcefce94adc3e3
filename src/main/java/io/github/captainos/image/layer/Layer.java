package io.github.captainos.image.layer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Compression;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.ImageLayer;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.image.digest.TwoDigests;
import io.github.captainos.image.entry.FileChangedException;
import io.github.captainos.image.entry.LayerSource;
import io.github.captainos.image.entry.SourceEntry;
import io.github.captainos.image.entry.SourceFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A layer with one file, or with one directory and all that is in it: an uncompressed tar archive
 * that is generated while the files are read, so there is never a copy of them on disk or in
 * memory.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md">OCI Image
 *     Specification: layers</a>
 */
public final class Layer implements Blob {
  private final LayerSource source;
  private final List<LayerFile> files;
  private final long archiveSize;
  private final DescriptorDigest digest;
  private final @Nullable PackedLayer packed;

  private Layer(
      LayerSource source,
      List<LayerFile> files,
      long archiveSize,
      DescriptorDigest digest,
      @Nullable PackedLayer packed) {
    this.source = source;
    this.files = List.copyOf(files);
    this.archiveSize = archiveSize;
    this.digest = digest;
    this.packed = packed;
  }

  /** Reads a single file; see {@link #of(LayerSource)}. */
  public static Layer of(Path file, String name) throws IOException {
    return of(new SourceFile(file, name));
  }

  /**
   * Reads each file once, to compute its own digest and that of the layer.
   *
   * @throws FileChangedException if a file grows or shrinks, or if a directory has other entries,
   *     while it is read
   * @throws IOException if a file cannot be read
   */
  public static Layer of(LayerSource source) throws IOException {
    List<TarEntry> entries = entries(source, sizes(source));
    long size = TarArchive.size(entries);
    List<LayerFile> files = new ArrayList<>();
    try (TwoDigests digests = new TwoDigests(size)) {
      TarArchive.write(
          entries,
          new TarArchive.Sink() {
            @Override
            public void archive(byte[] bytes) {
              digests.around(bytes);
            }

            @Override
            public void content(byte[] buffer, int length) throws IOException {
              digests.content(buffer, length);
            }

            @Override
            public void endOfFile(TarEntry file) {
              files.add(new LayerFile(file.source().path(), file.size(), digests.content()));
            }
          });
      source.checkEntries();
      return new Layer(source, files, size, digests.archive(), null);
    }
  }

  /**
   * Creates a layer of files that have been read before. Whether they still have the same bytes is
   * checked when they are written.
   *
   * @param files the files at that time, in the order of the entries
   * @param digest the layer's digest at that time
   */
  public static Layer known(LayerSource source, List<LayerFile> files, DescriptorDigest digest) {
    List<Long> sizes = files.stream().map(LayerFile::size).toList();
    return new Layer(source, files, TarArchive.size(entries(source, sizes)), digest, null);
  }

  private static List<Long> sizes(LayerSource source) throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (SourceEntry file : source.files()) {
      sizes.add(Files.size(file.file()));
    }
    return sizes;
  }

  /**
   * @param sizes the sizes of the files in bytes, in their order
   */
  private static List<TarEntry> entries(LayerSource source, List<Long> sizes) {
    Iterator<Long> next = sizes.iterator();
    return source.entries().stream()
        .map(entry -> new TarEntry(entry, entry.isFile() ? next.next() : 0))
        .toList();
  }

  private List<TarEntry> entries() {
    return entries(source, files.stream().map(LayerFile::size).toList());
  }

  /**
   * Returns this layer in compressed form.
   *
   * @param compressed its bytes, as {@link #writeCompressed} has written them
   */
  public Layer packed(PackedLayer compressed) {
    return new Layer(source, files, archiveSize, digest, compressed);
  }

  /**
   * Writes the compressed form.
   *
   * @param out the destination; is closed
   * @throws FileChangedException if a file no longer has the same bytes
   * @throws IOException if reading or writing fails
   */
  public void writeCompressed(Compression compression, OutputStream out) throws IOException {
    try (OutputStream compressing = compression.to(out)) {
      writeArchive(compressing);
    }
  }

  /**
   * Checks whether a file or directory is the content of a layer. It is read only if the size
   * matches.
   *
   * @param layer the expected descriptor of its layer
   * @return its layer, or empty if the descriptor differs
   * @throws IOException if it cannot be read
   */
  public static Optional<Layer> matching(LayerSource source, Descriptor layer) throws IOException {
    return TarArchive.size(entries(source, sizes(source))) == layer.size()
        ? Optional.of(of(source)).filter(own -> own.digest.equals(layer.digest()))
        : Optional.empty();
  }

  /** Returns what the layer is made of. */
  public LayerSource source() {
    return source;
  }

  /** Returns the name of the file or directory in the image. */
  public String name() {
    return source.name();
  }

  /** Returns the content of the files, in the order of the entries. */
  public List<LayerFile> files() {
    return files;
  }

  /** Returns the size of all files in bytes. */
  public long contentSize() {
    return files.stream().mapToLong(LayerFile::size).sum();
  }

  /** Returns how the archive is compressed. */
  public Compression compression() {
    return packed == null ? Compression.NONE : packed.compression();
  }

  /** Returns the digest of the archive, whether it is compressed or not. */
  public DescriptorDigest diffId() {
    return digest;
  }

  /**
   * Returns the layer as documents describe it. The history does not contain the plugin's version:
   * an upgrade of Captain alone must not change a digest.
   */
  public ImageLayer described() {
    return new ImageLayer(descriptor(), digest, "captain publish " + source.name());
  }

  @Override
  public Descriptor descriptor() {
    String title = source.name() + ".tar";
    return packed == null
        ? Descriptor.of(MediaTypes.LAYER, digest, archiveSize)
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
    MessageDigest hash = Sha256.newMessageDigest(archiveSize);
    OutputStream archive = new DigestOutputStream(out, hash);
    TarArchive.write(
        entries(),
        new TarArchive.Sink() {
          @Override
          public void archive(byte[] bytes) throws IOException {
            archive.write(bytes);
          }

          @Override
          public void content(byte[] buffer, int length) throws IOException {
            archive.write(buffer, 0, length);
          }
        });
    source.checkEntries();
    if (!Sha256.digest(hash.digest()).equals(digest)) {
      throw new FileChangedException(source.path(), "its content has changed");
    }
  }
}
