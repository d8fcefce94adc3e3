package io.github.captainos.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.SourceException;
import io.github.captainos.image.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A repository of a registry. It is safe for use by several threads.
 *
 * <p>Nothing is written before the first {@code push} or {@link #tag}, and nothing refers to what
 * was pushed before {@link #tag}.
 */
public interface Registry extends AutoCloseable {

  /**
   * Logs in if that has not been done yet. The other methods do so, too, when they have to.
   *
   * @throws IOException if the registry cannot be reached, or rejects the login; the message quotes
   *     the registry
   */
  void logIn() throws IOException;

  /**
   * Opens a connection that a later request will use, and returns when it is open. Does nothing
   * where there are no connections.
   *
   * @throws IOException if it cannot be opened
   */
  default void connect() throws IOException {}

  /**
   * Gets what a tag or a digest refers to, byte for byte as it was pushed. If it is a digest, it is
   * that of the bytes.
   *
   * @param reference a tag or a digest
   * @return the manifest or index; empty if it does not exist
   * @throws ContentException if it is larger than {@link Manifest#MAX_SIZE}, no JSON object, or has
   *     another digest than the reference, or than the registry declares
   * @throws IOException if the request failed; the message quotes the registry
   */
  Optional<Manifest> manifest(String reference) throws IOException;

  /**
   * Gets the manifest or index that a descriptor describes: its digest and its size are those of
   * the bytes.
   *
   * @param entry the descriptor
   * @return the manifest or index; empty if it does not exist
   * @throws ContentException if it is another one, is larger than {@link Manifest#MAX_SIZE}, or no
   *     JSON object
   * @throws IOException if the request failed; the message quotes the registry
   */
  default Optional<Manifest> manifest(Descriptor entry) throws IOException {
    checkSize(entry, Manifest.MAX_SIZE);
    Optional<Manifest> found = manifest(entry.digest().toString());
    if (found.isPresent() && found.get().descriptor().size() != entry.size()) {
      throw new ContentException(
          "the manifest received is not %s with %s bytes, which the index names"
              .formatted(entry.digest(), entry.size()));
    }
    return found.map(manifest -> manifest.as(entry));
  }

  private static void checkSize(Descriptor content, int max) throws ContentException {
    if (content.size() > max) {
      throw new ContentException(
          content.digest() + " has " + content.size() + " bytes, which is more than " + max);
    }
  }

  /**
   * Gets a small blob, such as a config. Its digest and its size are those of the descriptor.
   *
   * @param max the maximum size in bytes: a larger one is not asked for
   * @throws ContentException if the descriptor says that it is larger
   * @throws IOException if it does not exist, has other bytes, or the request failed; the message
   *     quotes the registry
   */
  default byte[] get(Descriptor blob, int max) throws IOException {
    checkSize(blob, max);
    return read(blob, in -> VerifiedInputStream.readAll(in, blob));
  }

  /**
   * Returns whether the repository holds a blob already.
   *
   * @throws IOException if the request failed; the message quotes the registry
   */
  boolean hasBlob(Descriptor blob) throws IOException;

  /**
   * Returns whether the repository holds a manifest or index already, under any tag or none.
   *
   * @throws IOException if the request failed; the message quotes the registry
   */
  boolean hasManifest(Manifest manifest) throws IOException;

  /**
   * Opens a blob. If the connection is lost, the reader does not notice: the bytes go on where they
   * broke off. The reader has to verify them.
   *
   * @param from the position of the first byte that is wanted, less than the size
   * @throws IOException if the blob does not exist, or if the request failed; the message quotes
   *     the registry
   */
  InputStream open(Descriptor blob, long from) throws IOException;

  /** A function that reads a blob from its beginning to its end. */
  interface Reader<T> {
    T read(InputStream bytes) throws IOException;
  }

  /**
   * Passes a blob to a reader, as {@link #open} does.
   *
   * @return the reader's result
   * @throws IOException if the blob cannot be opened, or if the reader throws
   */
  default <T> T read(Descriptor blob, Reader<T> reader) throws IOException {
    try (InputStream bytes = open(blob, 0)) {
      return reader.read(bytes);
    }
  }

  /**
   * Returns a blob of this repository as the content of another one. Its bytes are verified while
   * they are read from the first one on.
   */
  default Blob blob(Descriptor descriptor) {
    return new Blob() {
      @Override
      public Descriptor descriptor() {
        return descriptor;
      }

      @Override
      public boolean isForeign() {
        return true;
      }

      @Override
      public InputStream open(long from) throws SourceException {
        try {
          InputStream in = Registry.this.open(descriptor, from);
          return SourceException.stream(from == 0 ? new VerifiedInputStream(in, descriptor) : in);
        } catch (IOException e) {
          throw new SourceException(e);
        }
      }
    };
  }

  /**
   * Returns how many more bytes can be stored, if that is known.
   *
   * @throws IOException if the file system cannot be read
   */
  OptionalLong space() throws IOException;

  /**
   * Stores a layer or a config. A blob that was stored before, or that another thread is storing,
   * is not sent again.
   *
   * @throws SourceException if the blob cannot be read, or has other bytes than it says; it is not
   *     stored
   * @throws IOException if the request failed; the message quotes the registry
   */
  void pushBlob(Blob blob) throws IOException;

  /**
   * Stores a layer or a config, unless the repository holds it already. Unlike {@link #hasBlob},
   * this may write to find out.
   *
   * @return whether it was stored now
   * @throws SourceException if the blob cannot be read, or has other bytes than it says; it is not
   *     stored
   * @throws IOException if the request failed; the message quotes the registry
   */
  default boolean pushNewBlob(Blob blob) throws IOException {
    boolean isNew = !hasBlob(blob.descriptor());
    if (isNew) {
      pushBlob(blob);
    }
    return isNew;
  }

  /**
   * Stores a manifest under its digest only. What it refers to must already be stored.
   *
   * @throws IOException if the request failed; the message quotes the registry
   */
  void pushManifest(Manifest manifest) throws IOException;

  /**
   * Stores a manifest or index and makes a tag refer to it. What it refers to must already be
   * stored.
   *
   * @throws IOException if the request failed; the message quotes the registry
   */
  void tag(String tag, Manifest manifest) throws IOException;

  /**
   * Makes several tags refer to manifests or indexes, in their order. A layout moves all of them or
   * none.
   *
   * @throws IOException if the request failed; the message quotes the registry
   */
  default void tagAll(Map<String, Manifest> images) throws IOException {
    for (Map.Entry<String, Manifest> image : images.entrySet()) {
      tag(image.getKey(), image.getValue());
    }
  }

  /**
   * Returns the names of all tags, each once, in the order in which the registry lists them. Other
   * programs may have stored any text as a tag.
   *
   * @return the tags, or empty if the repository does not exist
   * @throws IOException if a request failed, or the list is not complete; the message quotes the
   *     registry
   */
  Optional<List<String>> tags() throws IOException;

  /**
   * Returns the manifests that refer to a manifest or index, such as signatures. Whether they do so
   * has to be checked: anyone may list anything.
   *
   * @param subject the digest of the manifest or index
   * @param max the maximum size in bytes: what is listed as larger is left out, and not read
   * @throws IOException if the request failed; the message quotes the registry
   */
  Referrers referrers(DescriptorDigest subject, int max) throws IOException;

  /**
   * Stores a manifest that refers to another one under its digest, so that {@link #referrers}
   * returns it. What it consists of must already be stored.
   *
   * @param subject the digest of the manifest or index that it refers to
   * @throws IOException if the request failed; the message quotes the registry
   */
  void pushReferrer(Manifest manifest, DescriptorDigest subject) throws IOException;

  /** Closes connections and files. */
  @Override
  void close();
}
