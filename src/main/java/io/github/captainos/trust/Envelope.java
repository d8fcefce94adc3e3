package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Blob;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import io.github.captainos.support.StrictObject;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
  static final String MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json";

  private static final String EMPTY_PAYLOAD = "\"payload\":\"\"";

  /** The number of bytes that are encoded at a time; base64 encodes three together. */
  private static final int PIECE = 3 << 14;

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
    List<byte[]> signed = encode(payloadType, payload);
    return signatures.stream().anyMatch(signature -> key.verifies(signed, signature));
  }

  /**
   * Returns what is signed, the "pre-authentication encoding": the bytes before the payload, and
   * the payload, which may be too large for a copy.
   */
  static List<byte[]> encode(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.writeBytes(ascii("DSSEv1 " + type.length + " "));
    before.writeBytes(type);
    before.writeBytes(ascii(" " + payload.length + " "));
    return List.of(before.toByteArray(), payload);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Parses the statement. Must be called only after the signature was verified.
   *
   * @throws IOException if there is none
   */
  Statement statement() throws IOException {
    if (!payloadType.equals(Statement.PAYLOAD_TYPE)) {
      throw new IOException(
          "it has a payload of the type '"
              + Printable.of(payloadType)
              + "', not a statement of in-toto");
    }
    return Statement.parse(payload);
  }

  /** Returns it in JSON as bundles have it, with an empty payload. */
  ObjectNode toJsonWithoutPayload() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("payload", "");
    json.put("payloadType", payloadType);
    for (byte[] signature : signatures) {
      json.withArray("signatures")
          .addObject()
          .put("sig", Base64.getEncoder().encodeToString(signature));
    }
    return json;
  }

  /**
   * Inserts the payload, without holding its text in memory several times.
   *
   * @param json a document with the empty payload of this envelope
   */
  byte[] withPayload(byte[] json) {
    int place =
        new String(json, StandardCharsets.ISO_8859_1).indexOf(EMPTY_PAYLOAD)
            + EMPTY_PAYLOAD.length()
            - 1;
    byte[] all = new byte[json.length + (payload.length + 2) / 3 * 4];
    System.arraycopy(json, 0, all, 0, place);
    int end = place;
    for (int from = 0; from < payload.length; from += PIECE) {
      int to = Math.min(from + PIECE, payload.length);
      byte[] text = Base64.getEncoder().encode(Arrays.copyOfRange(payload, from, to));
      System.arraycopy(text, 0, all, end, text.length);
      end += text.length;
    }
    System.arraycopy(json, place, all, end, json.length - place);
    return all;
  }

  /** Returns it as the layer of a {@link CosignManifest}. */
  Blob blob() {
    return Blob.of(MEDIA_TYPE, bytes());
  }

  /**
   * Returns it in JSON as cosign stores it: it differs from that in a bundle in the order of fields
   * and in an empty identifier of the key.
   */
  byte[] bytes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("payloadType", payloadType);
    json.put("payload", "");
    for (byte[] signature : signatures) {
      json.withArray("signatures")
          .addObject()
          .put("keyid", "")
          .put("sig", Base64.getEncoder().encodeToString(signature));
    }
    return withPayload(Json.write(json));
  }

  /**
   * Parses an envelope. Fields that are not known, such as {@code keyid}, are not signed, and are
   * ignored.
   *
   * @throws IOException if it is no envelope, or has no signature or too many
   */
  static Envelope parse(StrictObject json) throws IOException {
    JsonNode type = json.small("payloadType");
    JsonNode entries = json.small("signatures");
    if (!type.isTextual()
        || !entries.isArray()
        || entries.isEmpty()
        || entries.size() > MOST_SIGNATURES) {
      throw missing();
    }
    List<byte[]> signatures = new ArrayList<>();
    for (JsonNode entry : entries) {
      signatures.add(base64(entry.path("sig")));
    }
    return new Envelope(type.textValue(), payload(json), signatures);
  }

  static IOException missing() {
    return new IOException("it has no DSSE envelope with 1 to 16 signatures");
  }

  private static byte[] payload(StrictObject json) throws IOException {
    try {
      return json.base64("payload");
    } catch (IOException e) {
      throw notBase64();
    }
  }

  private static byte[] base64(JsonNode json) throws IOException {
    try {
      if (json.isTextual()) {
        return Base64.getDecoder().decode(json.textValue());
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    throw notBase64();
  }

  private static IOException notBase64() {
    return new IOException("its DSSE envelope has a value that is not base64");
  }
}
