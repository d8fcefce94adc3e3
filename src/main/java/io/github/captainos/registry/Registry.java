package io.github.captainos.registry;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.FileChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * One repository of a registry. Several threads may use it at a time.
 *
 * <p>Nothing is written before the first {@code push} or {@link #tag}, and nothing refers to what
 * was pushed before {@link #tag}.
 */
public interface Registry extends AutoCloseable {

  /**
   * Logs in, where that has not been done; all else does it, too, where it has to.
   *
   * @throws IOException if the registry cannot be reached, or turns us away; the message gives its
   *     words
   */
  void logIn() throws IOException;

  /**
   * Gets a manifest or index, byte for byte as it was pushed.
   *
   * @param reference a tag or a digest
   * @return what it names, or empty where there is no such thing
   * @throws IOException if the registry could not say; the message gives its words
   */
  Optional<Document> find(String reference) throws IOException;

  /**
   * Returns whether the repository holds a blob already.
   *
   * @throws IOException if the registry could not say; the message gives its words
   */
  boolean hasBlob(Descriptor blob) throws IOException;

  /** Reads a blob, from its beginning to its end. */
  interface Reader<T> {
    T read(InputStream bytes) throws IOException;
  }

  /**
   * Gives a blob to a reader; once more from its beginning if the connection was lost in between.
   * Whether the bytes are right is for the reader to check.
   *
   * @return what the reader made of it
   * @throws IOException if there is none, if the registry does not give it, or if the reader
   *     throws; the message gives the registry's words
   */
  <T> T read(Descriptor blob, Reader<T> reader) throws IOException;

  /**
   * Stores a layer or a config.
   *
   * @throws FileChangedException if the file behind the blob has other bytes now; nothing is stored
   * @throws IOException if the registry did not take it; the message gives its words
   */
  void pushBlob(Blob blob) throws IOException;

  /**
   * Stores a manifest under its digest alone. What it refers to has to be there.
   *
   * @throws IOException if the registry did not take it; the message gives its words
   */
  void pushManifest(Document manifest) throws IOException;

  /**
   * Stores a manifest or index and makes a tag name it. What it refers to has to be there.
   *
   * @throws IOException if the registry did not take it; the message gives its words
   */
  void tag(String tag, Document manifest) throws IOException;

  /** Lets go of connections and files. */
  @Override
  void close();
}
