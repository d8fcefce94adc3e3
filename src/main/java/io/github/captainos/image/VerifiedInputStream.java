package io.github.captainos.image;

import io.github.captainos.support.BulkInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * The bytes of a blob, verified while they are read. The last byte is withheld until all are known
 * to be there and right, so what was read before a failure is never all of it.
 */
public final class VerifiedInputStream extends BulkInputStream {
  private final InputStream in;
  private final Descriptor descriptor;
  private final MessageDigest hash;
  private long left;
  private boolean isVerified;

  /**
   * @param in the bytes
   * @param descriptor the expected descriptor
   */
  public VerifiedInputStream(InputStream in, Descriptor descriptor) {
    this.in = in;
    this.descriptor = descriptor;
    this.hash = Sha256.newMessageDigest();
    this.left = descriptor.size();
  }

  /**
   * Reads a small blob, which is held in memory.
   *
   * @param in the bytes
   * @param descriptor the expected descriptor, whose size the caller has limited
   * @throws IOException if reading fails, or if the bytes are others
   */
  public static byte[] readAll(InputStream in, Descriptor descriptor) throws IOException {
    VerifiedInputStream verified = new VerifiedInputStream(in, descriptor);
    byte[] bytes = verified.readNBytes(Math.toIntExact(descriptor.size()));
    verified.drain();
    return bytes;
  }

  /** Returns the failure for a blob that ends early, as when a connection is lost. */
  public static EOFException truncated(Descriptor blob, long missing) {
    return new EOFException(
        blob.digest() + " ends " + missing + " bytes before its " + blob.size());
  }

  /**
   * Reads some of the bytes.
   *
   * @throws EOFException if there are fewer than the descriptor says
   * @throws IOException if reading fails, or if the bytes are others
   */
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("aborted, since another operation failed");
    }
    int count = -1;
    if (left > 0) {
      count = in.read(buffer, offset, (int) Math.min(length, Math.max(1, left - 1)));
      if (count < 0) {
        throw truncated(descriptor, left);
      }
      hash.update(buffer, offset, count);
      left -= count;
    }
    if (left == 0 && !isVerified) {
      verify();
    }
    return count;
  }

  private void verify() throws IOException {
    if (in.read() >= 0) {
      throw new IOException(
          descriptor.digest() + " has more than its " + descriptor.size() + " bytes");
    }
    if (!Sha256.digest(hash.digest()).equals(descriptor.digest())) {
      throw mismatch(descriptor);
    }
    isVerified = true;
  }

  /** Returns the failure of a blob that has other bytes than its digest says. */
  static IOException mismatch(Descriptor descriptor) {
    return new IOException(
        "the bytes received are not those of "
            + descriptor.digest()
            + ". The registry, or a proxy in front of it, has damaged them: try again, or publish"
            + " them again");
  }

  /**
   * Reads the remaining bytes.
   *
   * @throws IOException if reading fails, or if the bytes are others
   */
  public void drain() throws IOException {
    transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
