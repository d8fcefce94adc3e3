package io.github.captainos.image;

import io.github.captainos.image.entry.FileChangedException;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Content that is addressed by its digest and can be written any number of times.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md">OCI Image
 *     Specification: content descriptors</a>
 */
public interface Blob {

  /** Returns the media type, digest and size (in bytes) of what {@link #writeTo} writes. */
  Descriptor descriptor();

  /**
   * Writes exactly the bytes that the descriptor describes.
   *
   * @param out the destination; is not closed
   * @throws FileChangedException if the bytes are no longer those of the descriptor
   * @throws IOException if reading or writing fails
   */
  void writeTo(OutputStream out) throws IOException;

  /**
   * Writes the bytes from a later one on. Those before are checked, too.
   *
   * @param offset how many bytes are not written
   * @param out the destination; is not closed
   * @throws FileChangedException if the bytes are no longer those of the descriptor
   * @throws IOException if reading or writing fails
   */
  default void writeFrom(long offset, OutputStream out) throws IOException {
    writeTo(new SkippingOutputStream(offset, out));
  }
}
