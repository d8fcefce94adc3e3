package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Sha256;
import io.github.captainos.support.Json;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;

/** The signature of a file's bytes, as a Sigstore bundle. It is for no name. */
public final class FileSignature {
  /** The maximum size of a bundle in bytes: larger ones are not to be read. */
  public static final int MAX_SIZE = 64 << 10;

  private static final String ALGORITHM = "SHA2_256";

  private FileSignature() {}

  /** Signs a file, and returns the bundle. Two bundles of the same file differ. */
  public static byte[] sign(byte[] file, SigningKey key) {
    ObjectNode json = Signed.bundle(key.verificationKey().hint());
    ObjectNode signature = json.putObject("messageSignature");
    signature.putObject("messageDigest").put("algorithm", ALGORITHM).put("digest", digest(file));
    signature.put("signature", Signed.base64(key.sign(file)));
    return Json.write(json);
  }

  private static String digest(byte[] file) {
    return Signed.base64(Sha256.newMessageDigest().digest(file));
  }

  /** Returns whether this is a bundle with a signature of a file by a key. */
  public static boolean verifies(byte[] bundle, byte[] file, VerificationKey key) {
    try {
      ObjectNode json = Json.readStrictly(bundle);
      JsonNode signature = json.path("messageSignature");
      JsonNode digest = signature.path("messageDigest");
      return json.path("mediaType").asText().equals(Form.BUNDLE.mediaType())
          && !json.has("dsseEnvelope")
          && digest.path("algorithm").asText().equals(ALGORITHM)
          && digest.path("digest").asText().equals(digest(file))
          && key.verifies(file, Signed.base64(signature.path("signature").asText(), "no base64"));
    } catch (IOException e) {
      return false;
    }
  }
}
