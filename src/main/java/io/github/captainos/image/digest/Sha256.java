package io.github.captainos.image.digest;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.JibClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 digests, as jib's {@code DescriptorDigest}. */
public final class Sha256 {
  static {
    JibClasses.load();
  }

  private static final int BUFFER = 1 << 18;

  private static final WarmUp WARM_UP =
      new WarmUp(System::nanoTime, System.getProperty("java.vm.info", ""));

  private Sha256() {}

  /** Returns the digest of the bytes. */
  public static DescriptorDigest of(byte[] bytes) {
    return digest(newMessageDigest().digest(bytes));
  }

  /**
   * Copies bytes.
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
   * Waits until the JVM has compiled the computation of digests, or is known not to do so; called
   * before many digests are computed. The first call takes a fraction of a second, later ones no
   * time.
   */
  public static void warmUp() {
    WARM_UP.run(newMessageDigest());
  }

  /** Writes bytes to a stream. */
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Computes the digest of what a writer writes.
   *
   * @param out the destination
   * @return the digest of what was written
   * @throws IOException if writing fails
   */
  public static DescriptorDigest digestOf(OutputStream out, Writer writer) throws IOException {
    DigestOutputStream hashed = new DigestOutputStream(out, newMessageDigest());
    writer.writeTo(hashed);
    return digest(hashed.getMessageDigest().digest());
  }

  /**
   * Returns a new message digest.
   *
   * @param size the approximate number of bytes
   */
  public static MessageDigest newMessageDigest(long size) {
    MessageDigest hash = newMessageDigest();
    WARM_UP.before(hash, size);
    return hash;
  }

  /** Returns a new message digest. */
  private static MessageDigest newMessageDigest() {
    try {
      return new PieceDigest(MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Returns the digest with these 32 bytes, the result of a computation. */
  public static DescriptorDigest digest(byte[] hash) {
    try {
      return DescriptorDigest.fromHash(HexFormat.of().formatHex(hash));
    } catch (DigestException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
