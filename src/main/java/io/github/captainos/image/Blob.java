package io.github.captainos.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Content that is addressed by its digest and can be read any number of times.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md">OCI Image
 *     Specification: content descriptors</a>
 */
public interface Blob {

  /**
   * Returns a blob whose bytes are in memory, such as a config.
   *
   * @param bytes the bytes, which must not be changed afterwards
   */
  static Blob of(String mediaType, byte[] bytes) {
    return new InMemory(Descriptor.of(mediaType, Sha256.of(bytes), bytes.length), bytes);
  }

  /**
   * A blob in memory.
   *
   * @param bytes its bytes
   */
  record InMemory(Descriptor descriptor, byte[] bytes) implements Blob {
    @Override
    public InputStream open(long from) {
      int first = Math.toIntExact(from);
      return new ByteArrayInputStream(bytes, first, bytes.length - first);
    }
  }

  /** Returns the media type, digest and size (in bytes) of the content. */
  Descriptor descriptor();

  /**
   * Opens the content. Reading throws a {@link SourceException} where it fails, where there are
   * fewer or more bytes than the descriptor says, or where they are known to be others; at the
   * latest instead of the last byte, so that what was read before is never all of it. The digest is
   * computed by whoever stores the bytes.
   *
   * @param from the position of the first byte that is wanted
   * @throws SourceException if it cannot be opened
   */
  InputStream open(long from) throws IOException;

  /**
   * Returns whether another program sends the bytes, so that what is read from a later byte than
   * the first on may be anything. Else it is what the digest was computed from, unless a file has
   * changed.
   */
  default boolean isForeign() {
    return false;
  }

  /** Returns the failure to report once the bytes are known to be others than those described. */
  default SourceException mismatch() {
    return new SourceException(VerifiedInputStream.mismatch(descriptor()));
  }
}
