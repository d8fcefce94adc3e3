package io.github.captainos.image;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Bytes that are addressed by their digest and can be written out any number of times.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md">OCI Image
 *     Specification: content descriptors</a>
 */
public interface Blob {

  /** Returns the media type, digest and size (in bytes) of what {@link #writeTo} writes. */
  Descriptor descriptor();

  /**
   * Writes all of the bytes, and never others than the descriptor says.
   *
   * @param out where to; is not closed
   * @throws FileChangedException if the bytes no longer are those of the descriptor
   * @throws IOException if reading or writing fails
   */
  void writeTo(OutputStream out) throws IOException;
}
