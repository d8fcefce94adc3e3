package io.github.captainos.image.reading;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.digest.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * The bytes of a blob, verified while they are read. The bytes are valid only after {@link #drain}
 * has returned.
 */
public final class VerifiedInputStream extends FilterInputStream {
  private final Descriptor descriptor;
  private final MessageDigest hash;
  private long left;

  /**
   * @param in the bytes
   * @param descriptor the expected descriptor
   */
  public VerifiedInputStream(InputStream in, Descriptor descriptor) {
    this(in, descriptor, new State(0, Sha256.newMessageDigest(descriptor.size())));
  }

  private VerifiedInputStream(InputStream in, Descriptor descriptor, State begun) {
    super(in);
    this.descriptor = descriptor;
    this.hash = begun.hash();
    this.left = descriptor.size() - begun.position();
  }

  /**
   * How far a verification is.
   *
   * @param position how many bytes were read
   * @param hash their digest
   */
  public record State(long position, MessageDigest hash) {
    /**
     * Continues the verification with other bytes.
     *
     * @param in the bytes from the position on
     */
    public VerifiedInputStream with(InputStream in, Descriptor descriptor) {
      return new VerifiedInputStream(in, descriptor, new State(position, copy(hash)));
    }

    /** Returns whether the bytes of another state are the same. */
    public boolean isSame(State other) {
      return position == other.position()
          && MessageDigest.isEqual(copy(hash).digest(), copy(other.hash()).digest());
    }

    private static MessageDigest copy(MessageDigest hash) {
      try {
        return (MessageDigest) hash.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("Every Java platform can copy SHA-256", e);
      }
    }
  }

  /** Returns how many bytes were read. */
  public long position() {
    return descriptor.size() - left;
  }

  /** Returns how far the verification is. */
  public State state() {
    return new State(position(), State.copy(hash));
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
  public int read() throws IOException {
    return SingleByte.of(this);
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
  public long skip(long count) throws IOException {
    throw new IOException("Skipped bytes would not be verified");
  }

  @Override
  public boolean markSupported() {
    return false;
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
