package io.github.captainos.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
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
   * Gets a manifest or index, byte for byte as it was pushed.
   *
   * @param reference a tag or a digest
   * @return the document, or empty if it does not exist
   * @throws IOException if the request failed; the message quotes the registry
   */
  Optional<Document> find(String reference) throws IOException;

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
  boolean hasManifest(Document manifest) throws IOException;

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

  /** Returns a blob of this repository as the content of another one. */
  default Blob blob(Descriptor descriptor) {
    return new RepositoryBlob(this, descriptor);
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
  void pushManifest(Document manifest) throws IOException;

  /**
   * Stores a manifest or index and makes a tag refer to it. What it refers to must already be
   * stored.
   *
   * @throws IOException if the request failed; the message quotes the registry
   */
  void tag(String tag, Document manifest) throws IOException;

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
   * @throws IOException if the request failed; the message quotes the registry
   */
  Referrers referrers(DescriptorDigest subject) throws IOException;

  /**
   * Stores a manifest that refers to another one under its digest, so that {@link #referrers}
   * returns it. What it consists of must already be stored.
   *
   * @param subject the digest of the manifest or index that it refers to
   * @throws IOException if the request failed; the message quotes the registry
   */
  void pushReferrer(Document manifest, DescriptorDigest subject) throws IOException;

  /** Closes connections and files. */
  @Override
  void close();
}
