package io.github.captainos.trust.key;

import io.github.captainos.support.Printable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A private key that signs: ECDSA on P-256 with SHA-256. */
public final class SigningKey {
  /** Algorithms of keys that are named in messages. */
  static final List<String> OTHERS = List.of("RSA", "EdDSA", "EC", "DSA", "XDH");

  private final ECPrivateKey key;
  private final VerificationKey publicKey;

  private SigningKey(ECPrivateKey key) throws GeneralSecurityException {
    this.key = key;
    ECPublicKey computed = P256.publicKey(key);
    byte[] message = "Which of two public keys is it?".getBytes(StandardCharsets.UTF_8);
    VerificationKey one = new VerificationKey(computed);
    publicKey =
        one.verifies(message, sign(message)) ? one : new VerificationKey(P256.negative(computed));
  }

  /**
   * Reads a private key.
   *
   * @param file the content of a file in PEM: PKCS#8, plain or encrypted, or a {@code cosign.key}
   * @param password the password, which may be empty text; not used if the key is not encrypted
   * @throws UnusableKeyException if it has no private key on P-256, or the password is wrong
   */
  public static SigningKey read(byte[] file, Optional<char[]> password)
      throws UnusableKeyException {
    Pem pem = Pem.of(file, "PRIVATE KEY");
    boolean isEncrypted = pem.label().startsWith("ENCRYPTED ");
    byte[] pkcs8 =
        switch (pem.label()) {
          case "PRIVATE KEY" -> pem.decode();
          case "ENCRYPTED PRIVATE KEY" -> EncryptedPkcs8.decrypt(pem.decode(), required(password));
          case "ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY" ->
              CosignKey.decrypt(pem.decode(), required(password));
          default -> throw otherBlock(pem.label());
        };
    try {
      return of(new PKCS8EncodedKeySpec(pkcs8), isEncrypted);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private static char[] required(Optional<char[]> password) throws UnusableKeyException {
    return password.orElseThrow(
        () ->
            new UnusableKeyException(
                "it is encrypted, and there is no password for it. Set the environment variable"
                    + " CAPTAIN_SIGN_PASSWORD or COSIGN_PASSWORD, or the <server> captain.sign of"
                    + " settings.xml."));
  }

  static UnusableKeyException wrongPassword() {
    return new UnusableKeyException(
        "the password for it is wrong, or it is damaged. Check the environment variables"
            + " CAPTAIN_SIGN_PASSWORD and COSIGN_PASSWORD and the <server> captain.sign of"
            + " settings.xml: the first that is set is used.");
  }

  private static UnusableKeyException otherBlock(String label) {
    String advice =
        switch (label) {
          case "EC PRIVATE KEY" ->
              "it is a private key in an older format. Convert it with 'openssl pkcs8 -topk8 -in"
                  + " FILE -out NEW' (with -nocrypt, if it is to have no password).";
          case "PUBLIC KEY" ->
              "it is a public key, where the private one is needed, such as 'cosign.key'.";
          case "CERTIFICATE" -> "it is a certificate, where a private key is needed. " + Pem.CREATE;
          default ->
              "it has a block '" + Printable.of(label) + "', not a private key. " + Pem.CREATE;
        };
    return new UnusableKeyException(advice);
  }

  private static SigningKey of(PKCS8EncodedKeySpec pkcs8, boolean isDecrypted)
      throws UnusableKeyException {
    try {
      if (parse(pkcs8, "EC") instanceof ECPrivateKey key && P256.has(key) && P256.isValid(key)) {
        return new SigningKey(key);
      }
    } catch (GeneralSecurityException e) {
      throw notP256("it has a key that Java refuses");
    }
    for (String algorithm : OTHERS) {
      if (parse(pkcs8, algorithm) != null) {
        throw notP256(kind(algorithm));
      }
    }
    // one wrong password of 256 is noticed only here
    throw isDecrypted ? wrongPassword() : notP256("it is damaged, or a key of another kind");
  }

  /** Returns what a key is that is not on P-256: a sentence without its end. */
  static String kind(String algorithm) {
    return algorithm.equals("EC")
        ? "it is a key on another elliptic curve"
        : "it is a key for " + algorithm;
  }

  private static @Nullable PrivateKey parse(PKCS8EncodedKeySpec pkcs8, String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(pkcs8);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static UnusableKeyException notP256(String what) {
    return new UnusableKeyException(
        what + ", and Captain signs with keys for ECDSA on the curve P-256 only. " + Pem.CREATE);
  }

  /** Returns the public key. */
  public VerificationKey verificationKey() {
    return publicKey;
  }

  /** Returns a signature in DER; signatures of the same message differ. */
  public byte[] sign(byte[] message) {
    return sign(List.of(message));
  }

  /** Returns a signature of a message that consists of several parts. */
  public byte[] sign(List<byte[]> message) {
    try {
      Signature signature = Signature.getInstance(VerificationKey.ALGORITHM);
      signature.initSign(key);
      for (byte[] part : message) {
        signature.update(part);
      }
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK signs with keys on P-256", e);
    }
  }

  /** Returns the hint of the public key, and nothing of the private one. */
  @Override
  public String toString() {
    return publicKey.hint();
  }
}
