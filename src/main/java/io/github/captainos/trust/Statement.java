package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A statement of in-toto about an image.
 *
 * @param subject the image
 * @param predicateType the URI of the kind of statement
 * @param bytes the statement in JSON, which must not be changed
 * @see <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">in-toto
 *     attestation: statement</a>
 */
public record Statement(ImageClaim subject, String predicateType, byte[] bytes) {
  /** The type of the payload of an envelope with a statement. */
  static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  /** The kind of the statement that is a signature of an image, and states nothing else. */
  static final String SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

  private static final String TYPE = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE = "predicate";

  /** cosign writes the older one, too; of what is read here, all is the same. */
  private static final Set<String> TYPES = Set.of(TYPE, "https://in-toto.io/Statement/v0.1");

  /** Returns the statement that is a signature. */
  public static Statement signature(ImageClaim subject) {
    return of(subject, SIGNATURE, ascii("{}"));
  }

  /**
   * Returns the statement of an attestation.
   *
   * @param name {@code REGISTRY/REPOSITORY}, in layouts {@code REPOSITORY}, without a tag: the
   *     statement is about the digest, whatever the tags are
   * @param image the digest of the manifest or index
   */
  public static Statement of(String name, DescriptorDigest image, Predicate predicate) {
    return of(new ImageClaim(name, image), predicate.type().uri(), predicate.json());
  }

  /**
   * Writes a statement, which is a pure function of its parts.
   *
   * @param predicate a JSON object, which becomes a part of the statement byte for byte
   */
  static Statement of(ImageClaim subject, String predicateType, byte[] predicate) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("_type", TYPE);
    ObjectNode image = json.putArray("subject").addObject();
    image.put("name", subject.reference());
    image.putObject("digest").put("sha256", subject.digest().getHash());
    if (!subject.tag().isEmpty()) {
      image.putObject("annotations").put("tag", subject.tag());
    }
    json.put("predicateType", predicateType);
    byte[] before = Json.write(json);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(before.length + predicate.length + 16);
    bytes.write(before, 0, before.length - 1);
    bytes.writeBytes(ascii(",\"predicate\":"));
    bytes.writeBytes(predicate);
    bytes.write('}');
    return new Statement(subject, predicateType, bytes.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Parses a statement.
   *
   * @param payload the statement, which must not be changed afterwards
   * @throws IOException if it is none, or not one about one image
   */
  static Statement parse(byte[] payload) throws IOException {
    ObjectNode json = Json.readFields(payload);
    if (!TYPES.contains(json.path("_type").asText())) {
      throw new IOException("it has no statement of in-toto, version 1 or 0.1");
    }
    JsonNode subjects =
        json.path("subject") instanceof BinaryNode list
            ? Json.read(list.binaryValue())
            : MissingNode.getInstance();
    if (!subjects.isArray() || subjects.size() != 1) {
      throw new IOException(
          "its statement is about " + subjects.size() + " subjects, not about one");
    }
    JsonNode type = json.path("predicateType");
    if (!type.isTextual()
        || type.textValue().isEmpty()
        || json.has(PREDICATE) && predicate(json).isEmpty()) {
      throw new IOException("its statement has no predicate");
    }
    JsonNode subject = subjects.get(0);
    String name = subject.path("name").asText();
    DescriptorDigest digest =
        ImageClaim.digest("sha256:" + subject.path("digest").path("sha256").asText());
    return new Statement(
        type.textValue().equals(SIGNATURE)
            ? ImageClaim.of(name, subject.path("annotations"), digest, Optional.empty())
            : new ImageClaim(name, digest),
        type.textValue(),
        payload);
  }

  /** Returns the bytes of the predicate, if it is an object. */
  private static Optional<byte[]> predicate(ObjectNode json) {
    return json.path(PREDICATE) instanceof BinaryNode node && node.binaryValue()[0] == '{'
        ? Optional.of(node.binaryValue())
        : Optional.empty();
  }

  /** Returns whether it is a signature of the image, which states nothing else. */
  public boolean isSignature() {
    return predicateType.equals(SIGNATURE);
  }

  /**
   * Returns what a signature of an image says.
   *
   * @throws IOException if it is no such signature; the message continues a sentence about it
   */
  public ImageClaim claim() throws IOException {
    if (!isSignature()) {
      throw new IOException(
          "it is an attestation (" + Printable.of(predicateType) + "), which is not a signature");
    }
    if (subject.index().isPresent()) {
      throw new IOException(
          "it is for a platform's manifest of the image "
              + subject.index().get()
              + ", which must not be tagged as an image itself");
    }
    return subject;
  }

  /**
   * Returns whether another statement states the same: the same bytes, or, as signatures, the same
   * claim.
   */
  public boolean isSame(Statement other) {
    return isSignature()
        ? other.isSignature() && subject.equals(other.subject)
        : Arrays.equals(bytes, other.bytes);
  }

  /**
   * Returns the SBOM that is stated, byte for byte; empty if it states something else.
   *
   * @throws IOException if it is no statement
   */
  public Optional<Predicate> sbom() throws IOException {
    Optional<Predicate.Type> type =
        Predicate.Type.of(predicateType).filter(known -> known.kind() == Predicate.Kind.SBOM);
    return type.isEmpty()
        ? Optional.empty()
        : predicate(Json.readFields(bytes)).map(json -> new Predicate(type.get(), json));
  }
}
