package io.github.captainos.trust.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Decrypts private keys of openssl and of cosign.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8018#section-6.2">RFC 8018, section 6.2</a>
 * @see <a
 *     href="https://github.com/secure-systems-lab/go-securesystemslib/blob/main/encrypted/encrypted.go">
 *     go-securesystemslib, encrypted</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7914">RFC 7914: scrypt</a>
 */
final class EncryptedKey {
  private static final Pattern SCHEME = Pattern.compile("PBEWith(HmacSHA\\d+)AndAES_(128|256)");

  /** openssl's own number is 2048. Ten million take some seconds. */
  private static final int MAX_ITERATIONS = 10_000_000;

  private static final int KEY = 32;
  private static final int NONCE = 24;
  private static final int TAG = 16;

  /** The maximum memory for scrypt, in bytes; cosign's own parameters need half of it. */
  private static final long MAX_MEMORY = 128L << 20;

  /** The maximum number of times that scrypt goes through its memory; cosign's own is 1. */
  private static final int MAX_ROUNDS = 16;

  private EncryptedKey() {}

  /**
   * Decrypts PKCS#8 of openssl: PBES2 with PBKDF2 and AES, as {@code openssl -aes256} writes it.
   *
   * @param der the content of a block {@code ENCRYPTED PRIVATE KEY}
   * @return the PKCS#8 in it; if the password is wrong, it may also be other bytes
   * @throws IOException if the password is wrong, or the scheme is another one
   */
  static byte[] pkcs8(byte[] der, char[] password) throws IOException {
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
    if (!scheme.matches() || pbe.getIterationCount() > MAX_ITERATIONS) {
      throw otherScheme();
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      int bits = Integer.parseInt(scheme.group(2));
      Key key = aesKey(password, pbe, "PBKDF2With" + scheme.group(1), bits);
      cipher.init(Cipher.DECRYPT_MODE, key, pbe.getParameterSpec());
      return cipher.doFinal(data);
    } catch (IllegalArgumentException e) {
      throw otherScheme();
    } catch (GeneralSecurityException e) {
      throw SigningKey.wrongPassword();
    }
  }

  /** Derives the key. The JDK's own decryption of PKCS#8 has only passwords in ASCII. */
  private static Key aesKey(char[] password, PBEParameterSpec pbe, String algorithm, int bits)
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

  private static IOException otherScheme() {
    return new IOException(
        "it is damaged, or encrypted in another way than PBES2 with PBKDF2 and AES. Encrypt it anew"
            + " with 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW'.");
  }

  /**
   * Decrypts a {@code cosign.key}: JSON with the parameters of scrypt, and with PKCS#8 in a
   * secretbox of NaCl, which is XSalsa20 and Poly1305.
   *
   * @param json the content of a block {@code ENCRYPTED SIGSTORE PRIVATE KEY}
   * @return the PKCS#8 in it
   * @throws IOException if the password is wrong, or the format is another one
   */
  static byte[] cosign(byte[] json, char[] password) throws IOException {
    byte[] key;
    byte[] nonce;
    byte[] box;
    try {
      JsonNode file = Json.readStrictly(json);
      JsonNode cipher = file.path("cipher");
      nonce = Base64.getDecoder().decode(cipher.path("nonce").asText());
      box = Base64.getDecoder().decode(file.path("ciphertext").asText());
      if (!cipher.path("name").asText().equals("nacl/secretbox")
          || nonce.length != NONCE
          || box.length < TAG) {
        throw new IOException("another cipher");
      }
      key = scrypt(file.path("kdf"), password);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "it is damaged, or not encrypted as cosign does it (scrypt and nacl/secretbox, with"
              + " parameters of scrypt that need at most 128 MiB). Create another one with 'cosign"
              + " generate-key-pair'.");
    }
    return open(box, nonce, key);
  }

  private static byte[] scrypt(JsonNode kdf, char[] password) throws IOException {
    JsonNode parameters = kdf.path("params");
    long n = parameters.path("N").asLong();
    long r = parameters.path("r").asLong();
    long p = parameters.path("p").asLong();
    boolean isBounded = n > 1 && r > 0 && p > 0 && p <= MAX_ROUNDS && n <= MAX_MEMORY / 128 / r - p;
    if (!kdf.path("name").asText().equals("scrypt") || !isBounded) {
      throw new IOException("another derivation");
    }
    byte[] salt = Base64.getDecoder().decode(kdf.path("salt").asText());
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    byte[] bytes = Arrays.copyOf(utf8.array(), utf8.limit());
    try {
      return SCrypt.generate(bytes, salt, (int) n, (int) r, (int) p, KEY);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(utf8.array(), (byte) 0);
    }
  }

  /** Opens a secretbox: the tag, then what is encrypted. */
  private static byte[] open(byte[] box, byte[] nonce, byte[] key) throws IOException {
    XSalsa20Engine cipher = new XSalsa20Engine();
    cipher.init(false, new ParametersWithIV(new KeyParameter(key), nonce));
    // the first bytes of the key stream are the key of the tag
    byte[] tagKey = new byte[KEY];
    cipher.processBytes(tagKey, 0, KEY, tagKey, 0);
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(tagKey));
    mac.update(box, TAG, box.length - TAG);
    byte[] tag = new byte[TAG];
    mac.doFinal(tag, 0);
    if (!MessageDigest.isEqual(tag, Arrays.copyOf(box, TAG))) {
      throw SigningKey.wrongPassword();
    }
    byte[] content = new byte[box.length - TAG];
    cipher.processBytes(box, TAG, content.length, content, 0);
    return content;
  }
}
