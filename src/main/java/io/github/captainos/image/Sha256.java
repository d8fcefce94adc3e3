package io.github.captainos.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.JibClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 digests, as jib's {@code DescriptorDigest}. */
public final class Sha256 {
  static {
    JibClasses.load();
  }

  /** Hashing pieces that stay in the processor's cache takes less time than large ones. */
  private static final int BUFFER = 1 << 14;

  private Sha256() {}

  /** Returns the digest of the bytes. */
  public static DescriptorDigest of(byte[] bytes) {
    return digest(newMessageDigest().digest(bytes));
  }

  /**
   * Returns the digest of a stream, which is closed.
   *
   * @throws IOException if reading fails
   */
  public static DescriptorDigest of(InputStream in) throws IOException {
    try (in) {
      return copy(in, OutputStream.nullOutputStream());
    }
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

  /** Returns a new message digest. */
  public static MessageDigest newMessageDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
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
