package io.github.captainos.registry.remote.upload;

import io.github.captainos.image.Blob;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The parts of a blob that are sent in several requests. Those that follow each other are parts of
 * one reading. A part may be written again, as after a redirect; then the blob is read again.
 */
final class BlobParts implements Closeable {
  private final Blob blob;
  private BlobBytes bytes;
  private long position;

  /**
   * Begins to read a blob.
   *
   * @param offset how many bytes are not needed
   */
  BlobParts(Blob blob, long offset) {
    this.blob = blob;
    this.bytes = new BlobBytes(blob, offset);
    this.position = offset;
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
      bytes.close();
      bytes = new BlobBytes(blob, offset);
    }
    position = -1; // unless all of it is written
    bytes.copyTo(out, length);
    position = offset + length;
  }

  /**
   * Waits until the blob has checked all of its bytes.
   *
   * @throws IOException if it has other bytes than it should have
   */
  void end() throws IOException {
    bytes.end();
  }

  @Override
  public void close() {
    bytes.close();
  }
}
