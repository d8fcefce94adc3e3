package io.github.captainos.trust.key;

import io.github.captainos.support.Printable;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
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
   * @throws UnusableKeyException if it has no public key on P-256
   */
  public static VerificationKey read(byte[] file) throws UnusableKeyException {
    Pem pem = Pem.of(file, LABEL);
    if (pem.label().endsWith("PRIVATE KEY")) {
      throw new UnusableKeyException(
          "it is a private key, where the public one is needed. " + WRITE_PUBLIC);
    }
    if (pem.label().endsWith("CERTIFICATE")) {
      throw new UnusableKeyException(
          "it is a certificate, where a public key is needed. Write its key with 'openssl x509 -in"
              + " CERTIFICATE -pubkey -noout -out FILE'.");
    }
    if (!pem.label().equals(LABEL)) {
      throw new UnusableKeyException(
          "it has a block '" + Printable.of(pem.label()) + "', not 'PUBLIC KEY'. " + WRITE_PUBLIC);
    }
    X509EncodedKeySpec encoded = new X509EncodedKeySpec(pem.decode());
    if (parse(encoded, "EC") instanceof ECPublicKey key && P256.has(key) && P256.isValid(key)) {
      return new VerificationKey(key);
    }
    for (String algorithm : SigningKey.OTHERS) {
      if (parse(encoded, algorithm) != null) {
        throw notP256(SigningKey.kind(algorithm));
      }
    }
    throw notP256("it is damaged, or a key of another kind");
  }

  private static @Nullable PublicKey parse(X509EncodedKeySpec encoded, String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm).generatePublic(encoded);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static UnusableKeyException notP256(String what) {
    return new UnusableKeyException(
        what
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
    return verifies(List.of(message), signature);
  }

  /** Does so for a message that consists of several parts. */
  public boolean verifies(List<byte[]> message, byte[] signature) {
    if (!EcdsaSignature.isValid(signature)) {
      return false;
    }
    try {
      Signature verification = Signature.getInstance(ALGORITHM);
      verification.initVerify(key);
      for (byte[] part : message) {
        verification.update(part);
      }
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
