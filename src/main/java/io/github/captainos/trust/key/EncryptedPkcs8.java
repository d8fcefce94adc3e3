package io.github.captainos.trust.key;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts PKCS#8 of openssl: PBES2 with PBKDF2 and AES, as {@code openssl -aes256} writes it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8018#section-6.2">RFC 8018, section 6.2</a>
 */
final class EncryptedPkcs8 {
  private static final Pattern SCHEME = Pattern.compile("PBEWith(HmacSHA\\d+)AndAES_(128|256)");

  /** openssl's own number is 2048. Ten million take some seconds. */
  private static final int MOST_ITERATIONS = 10_000_000;

  private EncryptedPkcs8() {}

  /**
   * @param der the content of a block {@code ENCRYPTED PRIVATE KEY}
   * @return the PKCS#8 in it; if the password is wrong, it may also be other bytes
   * @throws UnusableKeyException if the password is wrong, or the scheme is another one
   */
  static byte[] decrypt(byte[] der, char[] password) throws UnusableKeyException {
    byte[] data;
    PBEParameterSpec pbe;
    Matcher scheme;
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      AlgorithmParameters parameters = info.getAlgParameters();
      data = info.getEncryptedData();
      // the JDK 17 has the names of the algorithms only here
      scheme = SCHEME.matcher(parameters.toString());
      pbe = parameters.getParameterSpec(PBEParameterSpec.class);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw otherScheme();
    }
    if (!scheme.matches() || pbe.getIterationCount() > MOST_ITERATIONS) {
      throw otherScheme();
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      int bits = Integer.parseInt(scheme.group(2));
      Key key = key(password, pbe, "PBKDF2With" + scheme.group(1), bits);
      cipher.init(Cipher.DECRYPT_MODE, key, pbe.getParameterSpec());
      return cipher.doFinal(data);
    } catch (IllegalArgumentException e) {
      throw otherScheme();
    } catch (GeneralSecurityException e) {
      throw SigningKey.wrongPassword();
    }
  }

  /** Derives the key. The JDK's own decryption of PKCS#8 has only passwords in ASCII. */
  private static Key key(char[] password, PBEParameterSpec pbe, String algorithm, int bits)
      throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(password, pbe.getSalt(), pbe.getIterationCount(), bits);
    byte[] key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
    spec.clearPassword();
    try {
      return new SecretKeySpec(key, "AES");
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static UnusableKeyException otherScheme() {
    return new UnusableKeyException(
        "it is damaged, or encrypted in another way than PBES2 with PBKDF2 and AES. Encrypt it anew"
            + " with 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW'.");
  }
}
