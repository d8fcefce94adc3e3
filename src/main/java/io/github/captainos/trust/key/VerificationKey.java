package io.github.captainos.trust.key;

import io.github.captainos.support.Printable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A public key that verifies signatures: ECDSA on P-256 with SHA-256. */
public final class VerificationKey {
  static final String ALGORITHM = "SHA256withECDSA";

  private static final String LABEL = "PUBLIC KEY";
  private static final String WRITE_PUBLIC =
      "Use the file 'cosign.pub', or write the public key with 'openssl pkey -in PRIVATE -pubout"
          + " -out FILE'.";

  private final ECPublicKey key;

  VerificationKey(ECPublicKey key) {
    this.key = key;
  }

  /**
   * Reads a public key.
   *
   * @param file the content of a file in PEM, with a block {@code PUBLIC KEY}
   * @throws IOException if it has no public key on P-256
   */
  public static VerificationKey read(byte[] file) throws IOException {
    Pem pem = Pem.of(file, LABEL);
    if (pem.label().endsWith("PRIVATE KEY")) {
      throw new IOException("it is a private key, where the public one is needed. " + WRITE_PUBLIC);
    }
    if (pem.label().endsWith("CERTIFICATE")) {
      throw new IOException(
          "it is a certificate, where a public key is needed. Write its key with 'openssl x509 -in"
              + " CERTIFICATE -pubkey -noout -out FILE'.");
    }
    if (!pem.label().equals(LABEL)) {
      throw new IOException(
          "it has a block '" + Printable.of(pem.label()) + "', not 'PUBLIC KEY'. " + WRITE_PUBLIC);
    }
    X509EncodedKeySpec encoded = new X509EncodedKeySpec(pem.decode());
    Key parsed = P256.parse(factory -> factory.generatePublic(encoded));
    if (parsed instanceof ECPublicKey key && P256.has(key) && P256.isValid(key)) {
      return new VerificationKey(key);
    }
    throw new IOException(
        P256.describe(parsed)
            + ", and Captain verifies with keys for ECDSA on the curve P-256 only. Sign with such a"
            + " key. "
            + Pem.CREATE);
  }

  /** Returns the base64 of the SHA-256 of the key, as bundles identify a key. */
  public String hint() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * Returns whether a signature of a message was made with the private key that belongs to this
   * key.
   *
   * @param signature two integers in DER; anything else is no signature
   */
  public boolean verifies(byte[] message, byte[] signature) {
    if (!P256.isSignature(signature)) {
      return false;
    }
    try {
      Signature verification = Signature.getInstance(ALGORITHM);
      verification.initVerify(key);
      verification.update(message);
      return verification.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerificationKey that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** Returns the hint. */
  @Override
  public String toString() {
    return hint();
  }
}
