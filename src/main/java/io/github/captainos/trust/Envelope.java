package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An envelope of DSSE: a payload with its type and its signatures.
 *
 * @param payloadType the type of the payload, which is signed, too
 * @param payload the payload
 * @param signatures the signatures in DER; at least one
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/master/protocol.md">DSSE
 *     protocol</a>
 */
record Envelope(String payloadType, byte[] payload, List<byte[]> signatures) {
  /** A signature takes several times as long to verify as to send. */
  private static final int MOST_SIGNATURES = 16;

  Envelope {
    signatures = List.copyOf(signatures);
  }

  /** Signs a payload. */
  static Envelope sign(String payloadType, byte[] payload, SigningKey key) {
    byte[] signature = key.sign(encode(payloadType, payload));
    return new Envelope(payloadType, payload, List.of(signature));
  }

  /** Returns whether one of the signatures was made with the private key of this key. */
  boolean isSignedBy(VerificationKey key) {
    byte[] signed = encode(payloadType, payload);
    return signatures.stream().anyMatch(signature -> key.verifies(signed, signature));
  }

  /** Returns what is signed, the "pre-authentication encoding". */
  static byte[] encode(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes(ascii("DSSEv1 " + type.length + " "));
    signed.writeBytes(type);
    signed.writeBytes(ascii(" " + payload.length + " "));
    signed.writeBytes(payload);
    return signed.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("payload", Base64.getEncoder().encodeToString(payload));
    json.put("payloadType", payloadType);
    for (byte[] signature : signatures) {
      json.withArray("signatures")
          .addObject()
          .put("sig", Base64.getEncoder().encodeToString(signature));
    }
    return json;
  }

  /**
   * Parses an envelope. Fields that are not known, such as {@code keyid}, are not signed, and are
   * ignored.
   *
   * @throws IOException if it is no envelope, or has no signature or too many
   */
  static Envelope parse(JsonNode json) throws IOException {
    JsonNode entries = json.path("signatures");
    if (!json.path("payloadType").isTextual()
        || !entries.isArray()
        || entries.isEmpty()
        || entries.size() > MOST_SIGNATURES) {
      throw new IOException("it has no DSSE envelope with 1 to 16 signatures");
    }
    List<byte[]> signatures = new ArrayList<>();
    for (JsonNode entry : entries) {
      signatures.add(base64(entry.path("sig")));
    }
    return new Envelope(
        json.path("payloadType").textValue(), base64(json.path("payload")), signatures);
  }

  private static byte[] base64(JsonNode json) throws IOException {
    try {
      if (json.isTextual()) {
        return Base64.getDecoder().decode(json.textValue());
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    throw new IOException("its DSSE envelope has a value that is not base64");
  }
}
