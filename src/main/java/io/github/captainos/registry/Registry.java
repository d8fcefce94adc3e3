package io.github.captainos.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.FileChangedException;
import java.io.IOException;
import java.util.Optional;

/**
 * One repository of a registry. For use by one thread at a time.
 *
 * <p>Nothing is written before the first {@code push} or {@link #tag}, and nothing refers to what
 * was pushed before {@link #tag}.
 */
public interface Registry extends AutoCloseable {

  /**
   * Looks up a tag.
   *
   * @return the digest of the manifest or index that the tag names, or empty where there is no such
   *     tag
   * @throws IOException if the registry could not say; the message gives its words
   */
  Optional<DescriptorDigest> resolve(String tag) throws IOException;

  /**
   * Returns whether the repository holds a blob already.
   *
   * @throws IOException if the registry could not say; the message gives its words
   */
  boolean hasBlob(Descriptor blob) throws IOException;

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
