package io.github.captainos.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** SHA-256, in the type that jib has for digests. */
public final class Sha256 {
  static {
    JibClasses.load();
  }

  private static final int BUFFER = 1 << 18;

  /** With fewer it pays to wait for nothing. */
  private static final long MANY = 1 << 20;

  /**
   * 24 blocks: with as many a call, the JVM needs the fewest of them to notice (calls, and loops).
   */
  private static final int FEW = 24 * 64;

  /** What these take at 200 MB/s: twice as fast as what is compiled in haste. */
  private static final long FAST_NANOS = TimeUnit.SECONDS.toNanos(FEW) / 200_000_000;

  private static final long LONGEST_WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private static boolean warm;

  private Sha256() {}

  /** Returns the digest of the bytes. */
  public static DescriptorDigest of(byte[] bytes) {
    return digest(newMessageDigest().digest(bytes));
  }

  /**
   * Copies bytes to where they belong.
   *
   * @return the digest of the bytes
   * @throws IOException if reading or writing fails
   */
  public static DescriptorDigest copy(InputStream in, OutputStream out) throws IOException {
    MessageDigest hash = newMessageDigest();
    byte[] buffer = new byte[BUFFER];
    int length;
    while ((length = in.read(buffer)) >= 0) {
      hash.update(buffer, 0, length);
      out.write(buffer, 0, length);
    }
    return digest(hash.digest());
  }

  /**
   * Computes digests of nothing in particular until the JVM has found out that it pays to do it
   * fast, once in the JVM's life. That takes 0.2 s, and 0.4 s where it never does. Whoever comes in
   * the meantime waits: all processors that compute slowly are missing to the compiler.
   */
  public static synchronized void warmUp() {
    MessageDigest hash = newMessageDigest();
    byte[] few = new byte[FEW];
    long start = System.nanoTime();
    long before = start;
    while (!warm && !Thread.currentThread().isInterrupted()) {
      hash.update(few);
      long now = System.nanoTime();
      warm = now - before < FAST_NANOS || now - start > LONGEST_WARM_UP_NANOS;
      before = now;
    }
  }

  /** Writes bytes. */
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Lets somebody write.
   *
   * @param out where the bytes go
   * @return the digest of what was written
   * @throws IOException if writing fails
   */
  public static DescriptorDigest digestOf(OutputStream out, Writer writer) throws IOException {
    DigestOutputStream hashed = new DigestOutputStream(out, newMessageDigest());
    writer.writeTo(hashed);
    return digest(hashed.getMessageDigest().digest());
  }

  /**
   * Returns a new, empty computation.
   *
   * @param size how many bytes there are going to be, about
   */
  static MessageDigest newMessageDigest(long size) {
    if (size >= MANY) {
      warmUp();
    }
    return newMessageDigest();
  }

  /** Returns a new, empty computation. */
  private static MessageDigest newMessageDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Returns what stands for these 32 bytes, the result of a computation. */
  static DescriptorDigest digest(byte[] hash) {
    try {
      return DescriptorDigest.fromHash(HexFormat.of().formatHex(hash));
    } catch (DigestException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
