package io.github.captainos.image;

import io.github.captainos.support.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * The bytes of a blob, verified while they are read. The bytes are valid only after {@link #drain}
 * has returned.
 */
public final class VerifiedInputStream extends BulkInputStream {
  private final InputStream in;
  private final Descriptor descriptor;
  private final MessageDigest hash;
  private long left;

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

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("aborted, since another operation failed");
    }
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      left -= count;
      if (left < 0) {
        throw new IOException(
            descriptor.digest() + " has more than its " + descriptor.size() + " bytes");
      }
      hash.update(buffer, offset, count);
    }
    if (count < 0 && left > 0) {
      throw new TruncatedBlobException(descriptor, left);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * Reads the remaining bytes.
   *
   * @throws IOException if the bytes do not match the descriptor
   */
  public void drain() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    if (!Sha256.digest(hash.digest()).equals(descriptor.digest())) {
      throw new IOException("the bytes received are not those of " + descriptor.digest());
    }
  }
}
