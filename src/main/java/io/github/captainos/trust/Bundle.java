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
import java.io.IOException;

/**
 * A bundle of Sigstore, version 0.3, that was signed with a key: an envelope with a statement.
 *
 * @param hint identifies the key ({@link VerificationKey#hint}); empty if other programs left it
 *     out
 * @param envelope the statement and its signature
 * @see <a
 *     href="https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto">Sigstore
 *     bundle</a>
 */
public record Bundle(String hint, Envelope envelope) implements SignedContent {
  static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  /** More than any bundle has: what is around the payload is not signed. */
  static final int MOST_TOKENS = 10_000;

  /** Signs a claim. */
  public static Bundle sign(ImageClaim claim, SigningKey key) {
    return sign(Statement.signature(claim), key);
  }

  static Bundle sign(Statement statement, SigningKey key) {
    return new Bundle(
        key.verificationKey().hint(),
        Envelope.sign(Statement.PAYLOAD_TYPE, statement.bytes(), key));
  }

  /** Returns the bundle as the layer of its manifest. */
  public Blob blob() {
    return Blob.of(MEDIA_TYPE, bytes());
  }

  /** Returns the bundle in JSON. */
  byte[] bytes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("mediaType", MEDIA_TYPE);
    ObjectNode material = json.putObject("verificationMaterial");
    material.putObject("publicKey").put("hint", hint);
    material.putArray("tlogEntries");
    json.set("dsseEnvelope", envelope.toJsonWithoutPayload());
    return envelope.withPayload(Json.write(json));
  }

  /**
   * Parses a bundle. Fields that are not known are ignored: none of them is signed.
   *
   * @throws IOException if it is no bundle of version 0.3 with an envelope
   */
  static Bundle parse(byte[] bytes) throws IOException {
    StrictObject json = StrictObject.of(bytes, MOST_TOKENS);
    String type = json.small("mediaType").asText();
    if (!type.equals(MEDIA_TYPE)) {
      throw new IOException(
          "it is no Sigstore bundle of version 0.3, but has the type '" + Printable.of(type) + "'");
    }
    if (!json.hasObject("dsseEnvelope")) {
      throw Envelope.missing();
    }
    JsonNode hint = json.small("verificationMaterial").path("publicKey").path("hint");
    return new Bundle(hint.asText(), Envelope.parse(json.object("dsseEnvelope")));
  }

  /**
   * Parses the statement. Must be called only after the signature was verified.
   *
   * @throws IOException if there is none
   */
  Statement statement() throws IOException {
    return envelope.statement();
  }

  @Override
  public boolean isSignedBy(VerificationKey key) {
    return envelope.isSignedBy(key);
  }

  @Override
  public boolean names(VerificationKey key) {
    return hint.equals(key.hint());
  }

  @Override
  public ImageClaim claim() throws IOException {
    Statement statement = statement();
    if (!statement.isSignature()) {
      throw new IOException(
          "it is an attestation ("
              + Printable.of(statement.predicateType())
              + "), which is not a signature");
    }
    return statement.subject();
  }
}
