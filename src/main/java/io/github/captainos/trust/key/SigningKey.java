package io.github.captainos.trust.key;

import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;

/** A private key that signs: ECDSA on P-256 with SHA-256. */
public final class SigningKey {
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
   * @throws IOException if it has no private key on P-256, or the password is wrong
   */
  public static SigningKey read(byte[] file, Optional<char[]> password) throws IOException {
    Pem pem = Pem.of(file, "PRIVATE KEY");
    boolean isEncrypted = pem.label().startsWith("ENCRYPTED ");
    byte[] pkcs8 =
        switch (pem.label()) {
          case "PRIVATE KEY" -> pem.decode();
          case "ENCRYPTED PRIVATE KEY" -> EncryptedKey.pkcs8(pem.decode(), required(password));
          case "ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY" ->
              EncryptedKey.cosign(pem.decode(), required(password));
          default -> throw otherBlock(pem.label());
        };
    try {
      return of(new PKCS8EncodedKeySpec(pkcs8), isEncrypted);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private static char[] required(Optional<char[]> password) throws IOException {
    return password.orElseThrow(
        () ->
            new IOException(
                "it is encrypted, and there is no password for it. Set the environment variable"
                    + " CAPTAIN_SIGN_PASSWORD or COSIGN_PASSWORD, or the <server> captain.sign of"
                    + " settings.xml."));
  }

  static IOException wrongPassword() {
    return new IOException(
        "the password for it is wrong, or it is damaged. Check the environment variables"
            + " CAPTAIN_SIGN_PASSWORD and COSIGN_PASSWORD and the <server> captain.sign of"
            + " settings.xml: the first that is set is used.");
  }

  private static IOException otherBlock(String label) {
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
    return new IOException(advice);
  }

  private static SigningKey of(PKCS8EncodedKeySpec pkcs8, boolean isDecrypted) throws IOException {
    Key parsed = P256.parse(factory -> factory.generatePrivate(pkcs8));
    try {
      if (parsed instanceof ECPrivateKey key && P256.has(key) && P256.isValid(key)) {
        return new SigningKey(key);
      }
    } catch (GeneralSecurityException e) {
      throw notP256("it has a key that Java refuses");
    }
    // one wrong password of 256 is noticed only here
    throw parsed == null && isDecrypted ? wrongPassword() : notP256(P256.describe(parsed));
  }

  private static IOException notP256(String what) {
    return new IOException(
        what + ", and Captain signs with keys for ECDSA on the curve P-256 only. " + Pem.CREATE);
  }

  /** Returns the public key. */
  public VerificationKey verificationKey() {
    return publicKey;
  }

  /** Returns a signature in DER; signatures of the same message differ. */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(VerificationKey.ALGORITHM);
      signature.initSign(key);
      signature.update(message);
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
