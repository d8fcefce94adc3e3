package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be a signed statement about an image: written by {@link #sign}, or read and not
 * verified.
 *
 * @param form the form
 * @param hint identifies the key ({@link VerificationKey#hint}); empty if it names none, as only
 *     bundles do
 * @param payloadType the type of the payload of an envelope or a bundle, which is signed, too
 * @param payload what is stated; it must not be changed
 * @param signatures the signatures in DER; at least one
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/master/protocol.md">DSSE
 *     protocol</a>
 * @see <a
 *     href="https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto">Sigstore
 *     bundle</a>
 */
public record Signed(
    Form form, String hint, String payloadType, byte[] payload, List<byte[]> signatures) {
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  /** The annotation of an envelope with the kind of the statement. */
  static final String PREDICATE_TYPE = "predicateType";

  private static final String NOT_BASE64 = "its DSSE envelope has a value that is not base64";

  /** A signature takes several times as long to verify as to send. */
  private static final int MAX_SIGNATURES = 16;

  public Signed {
    signatures = List.copyOf(signatures);
  }

  /**
   * Signs a statement; in a payload, only its subject.
   *
   * @return the layer, with the annotations that its descriptor has in the manifest
   */
  public static Blob sign(Form form, Statement statement, SigningKey key) {
    boolean isPayload = form == Form.PAYLOAD;
    String type = isPayload ? "" : Statement.PAYLOAD_TYPE;
    byte[] payload = isPayload ? SimpleSigning.write(statement.subject()) : statement.bytes();
    byte[] signature = key.sign(message(form, type, payload));
    return new Signed(form, key.verificationKey().hint(), type, payload, List.of(signature))
        .layer(statement.predicateType());
  }

  /** Returns what is signed: of DSSE, the "pre-authentication encoding" of the payload. */
  static byte[] message(Form form, String payloadType, byte[] payload) {
    if (form == Form.PAYLOAD) {
      return payload;
    }
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream(payload.length + type.length + 32);
    message.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(type);
    message.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(payload);
    return message.toByteArray();
  }

  /**
   * Writes it as a layer, as cosign does: the fields of an envelope in a bundle have another order.
   *
   * @param predicateType what the layer of an envelope is annotated with
   */
  Blob layer(String predicateType) {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    return switch (form) {
      case PAYLOAD -> layer(payload, Map.of(SIGNATURE, base64(signatures.get(0))));
      case ENVELOPE -> {
        signatures.forEach(one -> entries.addObject().put("keyid", "").put("sig", base64(one)));
        envelope.put("payloadType", payloadType).put("payload", base64(payload));
        envelope.set("signatures", entries);
        // the signature is in the envelope, and cosign demands the annotation
        yield layer(Json.write(envelope), Map.of(SIGNATURE, "", PREDICATE_TYPE, predicateType));
      }
      case BUNDLE -> {
        signatures.forEach(one -> entries.addObject().put("sig", base64(one)));
        envelope.put("payload", base64(payload)).put("payloadType", payloadType);
        envelope.set("signatures", entries);
        ObjectNode json = bundle(hint);
        json.set("dsseEnvelope", envelope);
        yield layer(Json.write(json), Map.of());
      }
    };
  }

  /** Returns a bundle without its content. */
  static ObjectNode bundle(String hint) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("mediaType", Form.BUNDLE.mediaType());
    ObjectNode material = json.putObject("verificationMaterial");
    material.putObject("publicKey").put("hint", hint);
    material.putArray("tlogEntries");
    return json;
  }

  private Blob layer(byte[] bytes, Map<String, String> annotations) {
    return new Blob.InMemory(
        new Descriptor(form.mediaType(), Sha256.of(bytes), bytes.length, null, annotations), bytes);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * Reads what a registry has. Fields of envelopes and bundles that are not known are ignored: none
   * of them is signed.
   *
   * @param bytes the bytes of the layer, which must not be changed afterwards
   * @throws IOException if it does not have its form, or has no signature or too many
   */
  public static Signed read(Attachment listed, byte[] bytes) throws IOException {
    Form form = listed.form();
    if (form == Form.PAYLOAD) {
      String signature = listed.content().annotations().getOrDefault(SIGNATURE, "");
      if (signature.isEmpty()) {
        throw new IOException("it has no annotation with a signature");
      }
      return new Signed(
          form, "", "", bytes, List.of(base64(signature, "its signature is not base64")));
    }
    ObjectNode json = Json.readStrictly(bytes);
    if (form == Form.ENVELOPE) {
      return envelope(form, "", json);
    }
    String type = json.path("mediaType").asText();
    if (!type.equals(form.mediaType())) {
      throw new IOException(
          "it is no Sigstore bundle of version 0.3, but has the type '" + Printable.of(type) + "'");
    }
    JsonNode hint = json.path("verificationMaterial").path("publicKey").path("hint");
    return envelope(form, hint.asText(), json.path("dsseEnvelope"));
  }

  private static Signed envelope(Form form, String hint, JsonNode json) throws IOException {
    JsonNode type = json.path("payloadType");
    JsonNode entries = json.path("signatures");
    if (!type.isTextual()
        || !entries.isArray()
        || entries.isEmpty()
        || entries.size() > MAX_SIGNATURES) {
      throw new IOException("it has no DSSE envelope with 1 to 16 signatures");
    }
    List<byte[]> signatures = new ArrayList<>();
    for (JsonNode entry : entries) {
      signatures.add(base64(entry.path("sig").textValue(), NOT_BASE64));
    }
    byte[] payload = base64(json.path("payload").textValue(), NOT_BASE64);
    return new Signed(form, hint, type.textValue(), payload, signatures);
  }

  static byte[] base64(@Nullable String text, String problem) throws IOException {
    try {
      if (text != null) {
        return Base64.getDecoder().decode(text);
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    throw new IOException(problem);
  }

  /**
   * Returns the one of several keys that it is signed with.
   *
   * @throws IOException if there is none
   */
  VerificationKey signer(List<VerificationKey> keys) throws IOException {
    byte[] message = message(form, payloadType, payload);
    for (VerificationKey key : keys) {
      if (signatures.stream().anyMatch(signature -> key.verifies(message, signature))) {
        return key;
      }
    }
    throw new IOException(
        keys.stream().anyMatch(key -> key.hint().equals(hint))
            ? "it was changed after it was signed"
            : "it was signed with another key, or changed after it was signed");
  }

  /**
   * Parses what is stated. Must be called only after the signature was verified, or to show what is
   * claimed.
   *
   * @throws IOException if it is no statement about one image
   */
  public Statement statement() throws IOException {
    if (form == Form.PAYLOAD) {
      return new Statement(SimpleSigning.parse(payload), Statement.SIGNATURE, payload);
    }
    if (!payloadType.equals(Statement.PAYLOAD_TYPE)) {
      throw new IOException(
          "it has a payload of the type '"
              + Printable.of(payloadType)
              + "', not a statement of in-toto");
    }
    return Statement.parse(payload);
  }
}
