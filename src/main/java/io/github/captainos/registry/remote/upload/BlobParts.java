package io.github.captainos.registry.remote.upload;

import io.github.captainos.image.Blob;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The parts of a blob that are sent in several requests. Those that follow each other are parts of
 * one reading. A part may be written again, as after a redirect; then the blob is opened again.
 */
final class BlobParts implements Closeable {
  /** The maximum number of bytes that the JVM passes to the system in one write to a socket. */
  private static final int PIECE = 1 << 17;

  private final Blob blob;
  private InputStream in = InputStream.nullInputStream();
  private long position = -1;

  BlobParts(Blob blob) {
    this.blob = blob;
  }

  /**
   * Writes a part.
   *
   * @param offset the bytes before it
   * @param length how many bytes it has
   * @throws IOException if the blob cannot be read, or has changed, or if writing fails
   */
  void write(long offset, long length, OutputStream out) throws IOException {
    if (offset != position) {
      in.close();
      in = blob.open(offset);
    }
    position = -1; // unless all of it is written
    byte[] piece = new byte[(int) Math.min(PIECE, length)];
    for (long left = length; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (read < 0) {
        throw blob.mismatch();
      }
      out.write(piece, 0, read);
      left -= read;
    }
    position = offset + length;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
