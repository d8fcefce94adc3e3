package io.github.captainos.image.tar;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Compression;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Image;
import io.github.captainos.image.Image.ImageLayer;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
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
  private final SourceState state;
  private final List<Content> files;
  private final TarArchive archive;
  private final DescriptorDigest digest;
  private final @Nullable Packed packed;

  /**
   * The content of a file.
   *
   * @param path its path in the image
   * @param size in bytes
   * @param digest the digest of its own bytes, without the archive
   */
  public record Content(String path, long size, DescriptorDigest digest) {}

  /**
   * The compressed form.
   *
   * @param digest the digest of the file
   * @param size the size of the file in bytes
   */
  private record Packed(Path file, Compression compression, DescriptorDigest digest, long size) {}

  private Layer(
      LayerSource source,
      SourceState state,
      List<Content> files,
      TarArchive archive,
      DescriptorDigest digest,
      @Nullable Packed packed) {
    this.source = source;
    this.state = state;
    this.files = List.copyOf(files);
    this.archive = archive;
    this.digest = digest;
    this.packed = packed;
  }

  /** Reads a single file; see {@link #of(LayerSource)}. */
  public static Layer of(Path file, String name) throws IOException {
    return of(LayerSource.file(file, name));
  }

  /**
   * Reads each file once, to compute its own digest and that of the layer.
   *
   * @throws FileChangedException if a file grows or shrinks, or if a directory has other entries,
   *     while it is read
   * @throws IOException if a file cannot be read
   */
  public static Layer of(LayerSource source) throws IOException {
    return of(source, SourceState.of(source));
  }

  private static Layer of(LayerSource source, SourceState state) throws IOException {
    TarArchive archive = archive(source, state);
    List<Content> files = new ArrayList<>();
    DescriptorDigest digest = archive.digest(files);
    source.checkEntries();
    return new Layer(source, state, files, archive, digest, null);
  }

  /**
   * Creates a layer of files that have been read before.
   *
   * @param state their state at that time, which they still have
   * @param files their content, in the order of the entries
   * @param digest the layer's digest
   */
  public static Layer known(
      LayerSource source, SourceState state, List<Content> files, DescriptorDigest digest) {
    return new Layer(source, state, files, archive(source, state), digest, null);
  }

  private static TarArchive archive(LayerSource source, SourceState state) {
    return new TarArchive(source, state.sizes());
  }

  /**
   * Returns this layer in compressed form.
   *
   * @param file the compressed bytes, as {@link #writeCompressed} has written them
   * @param compressed the digest of the file
   * @throws IOException if the size of the file cannot be read
   */
  public Layer packed(Path file, Compression compression, DescriptorDigest compressed)
      throws IOException {
    Packed form = new Packed(file, compression, compressed, Files.size(file));
    return new Layer(source, state, files, archive, digest, form);
  }

  /**
   * Writes the compressed form.
   *
   * @param out the destination; is closed
   * @return the digest of what was written
   * @throws FileChangedException if a file no longer has the same bytes
   * @throws IOException if reading or writing fails
   */
  public DescriptorDigest writeCompressed(Compression compression, OutputStream out)
      throws IOException {
    DigestOutputStream hashed = new DigestOutputStream(out, Sha256.newMessageDigest());
    try (OutputStream compressing = compression.to(hashed);
        InputStream in = archive.open(0, this::check)) {
      if (!Sha256.copy(in, compressing).equals(digest)) {
        throw changed(source.path());
      }
    }
    return Sha256.digest(hashed.getMessageDigest().digest());
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
    SourceState state = SourceState.of(source);
    return archive(source, state).size() == layer.size()
        ? Optional.of(of(source, state)).filter(own -> own.digest.equals(layer.digest()))
        : Optional.empty();
  }

  /** Returns what the layer is made of. */
  public LayerSource source() {
    return source;
  }

  /** Returns the state of the files when they were read. */
  public SourceState state() {
    return state;
  }

  /** Returns the name of the file or directory in the image. */
  public String name() {
    return source.name();
  }

  /** Returns the content of the files, in the order of the entries. */
  public List<Content> files() {
    return files;
  }

  /** Returns the size of all files in bytes. */
  public long contentSize() {
    return files.stream().mapToLong(Content::size).sum();
  }

  /** Returns how the archive is compressed. */
  public Compression compression() {
    return packed == null ? Compression.NONE : packed.compression;
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
        ? Descriptor.of(Image.LAYER_TYPE, digest, archive.size())
            .withAnnotation(Annotations.TITLE, title)
        : Descriptor.of(
                Image.LAYER_TYPE + packed.compression.mediaTypeSuffix(), packed.digest, packed.size)
            .withAnnotation(Annotations.TITLE, title + packed.compression.fileSuffix());
  }

  @Override
  public InputStream open(long from) throws IOException {
    return packed == null
        ? archive.open(from, this::check)
        : new TarArchive.FileInput(packed.file, packed.size, from);
  }

  /**
   * Checks the files, of which all bytes were read. Attributes that have changed may mean nothing:
   * then the files are read again.
   */
  private void check() throws IOException {
    source.checkEntries();
    try {
      if (SourceState.of(source).isSame(state)) {
        return;
      }
    } catch (IOException e) {
      throw new FileChangedException(source.path(), "it can no longer be read", e);
    }
    if (!Sha256.of(archive.open(0, () -> {})).equals(digest)) {
      throw changed(source.path());
    }
  }

  @Override
  public SourceException mismatch() {
    if (packed == null) {
      return changed(source.path());
    }
    packed.file.toFile().delete(); // the next build creates it again
    return changed(packed.file);
  }

  private static FileChangedException changed(Path file) {
    return new FileChangedException(file, "its content has changed");
  }
}
