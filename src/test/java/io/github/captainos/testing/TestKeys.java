package io.github.captainos.testing;

import io.github.captainos.trust.key.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;

/** The files in {@code src/test/resources/test-keys}, and keys of the JDK. */
public final class TestKeys {
  private TestKeys() {}

  /** Returns the content of a file. */
  public static byte[] file(String name) {
    try (InputStream in = TestKeys.class.getResourceAsStream("/test-keys/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the key of openssl. */
  public static SigningKey openssl() {
    return read(file("openssl.pem"));
  }

  /** Returns a new key on P-256. */
  public static SigningKey create() {
    return read(pem("PRIVATE KEY", pair("EC", 256).getPrivate()));
  }

  /**
   * Returns a new pair of keys of the JDK.
   *
   * @param size the size in bits
   */
  public static KeyPair pair(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a key in PEM, as the JDK encodes it. */
  public static byte[] pem(String label, Key key) {
    return pem(label, key.getEncoded());
  }

  /** Returns a block of PEM. */
  public static byte[] pem(String label, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return ("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static SigningKey read(byte[] file) {
    try {
      return SigningKey.read(file, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
