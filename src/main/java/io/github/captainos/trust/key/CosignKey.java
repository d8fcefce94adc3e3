package io.github.captainos.trust.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Decrypts cosign's {@code cosign.key}: JSON with the parameters of scrypt, and with PKCS#8 in a
 * secretbox of NaCl, which is XSalsa20 and Poly1305.
 *
 * @see <a
 *     href="https://github.com/secure-systems-lab/go-securesystemslib/blob/main/encrypted/encrypted.go">
 *     go-securesystemslib, encrypted</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7914">RFC 7914: scrypt</a>
 */
final class CosignKey {
  private static final int KEY = 32;
  private static final int NONCE = 24;
  private static final int TAG = 16;

  /** The maximum memory for scrypt, in bytes; cosign's own parameters need half of it. */
  private static final long MOST_MEMORY = 128L << 20;

  /** The maximum number of times that scrypt goes through its memory; cosign's own is 1. */
  private static final int MOST_ROUNDS = 16;

  private CosignKey() {}

  /**
   * @param json the content of a block {@code ENCRYPTED SIGSTORE PRIVATE KEY}
   * @return the PKCS#8 in it
   * @throws UnusableKeyException if the password is wrong, or the format is another one
   */
  static byte[] decrypt(byte[] json, char[] password) throws UnusableKeyException {
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
      key = key(file.path("kdf"), password);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableKeyException(
          "it is damaged, or not encrypted as cosign does it (scrypt and nacl/secretbox, with"
              + " parameters of scrypt that need at most 128 MiB). Create another one with 'cosign"
              + " generate-key-pair'.");
    }
    return open(box, nonce, key);
  }

  private static byte[] key(JsonNode kdf, char[] password) throws IOException {
    JsonNode parameters = kdf.path("params");
    long n = parameters.path("N").asLong();
    long r = parameters.path("r").asLong();
    long p = parameters.path("p").asLong();
    boolean isBounded =
        n > 1 && r > 0 && p > 0 && p <= MOST_ROUNDS && n <= MOST_MEMORY / 128 / r - p;
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
  private static byte[] open(byte[] box, byte[] nonce, byte[] key) throws UnusableKeyException {
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
