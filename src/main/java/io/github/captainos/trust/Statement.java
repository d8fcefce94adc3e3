package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.util.Set;

/**
 * A statement of in-toto about an image.
 *
 * @param subject the image
 * @param predicateType the URI of the kind of statement
 * @param predicate what is stated
 * @see <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">in-toto
 *     attestation: statement</a>
 */
record Statement(ImageClaim subject, String predicateType, ObjectNode predicate) {
  /** The type of the payload of an envelope with a statement. */
  static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  /** The kind of the statement that is a signature of an image, and states nothing else. */
  static final String SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

  private static final String TYPE = "https://in-toto.io/Statement/v1";

  /** cosign writes the older one, too; of what is read here, all is the same. */
  private static final Set<String> TYPES = Set.of(TYPE, "https://in-toto.io/Statement/v0.1");

  /** Returns the statement that is a signature. */
  static Statement signature(ImageClaim subject) {
    return new Statement(subject, SIGNATURE, JsonNodeFactory.instance.objectNode());
  }

  /** Returns the statement in JSON, which is a pure function of it. */
  byte[] write() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("_type", TYPE);
    ObjectNode image = json.putArray("subject").addObject();
    image.put("name", subject.reference());
    image.putObject("digest").put("sha256", subject.digest().getHash());
    if (!subject.tag().isEmpty()) {
      image.putObject("annotations").put("tag", subject.tag());
    }
    json.put("predicateType", predicateType);
    json.set("predicate", predicate);
    return Json.write(json);
  }

  /**
   * Parses a statement.
   *
   * @throws IOException if it is none, or not one about one image
   */
  static Statement parse(byte[] payload) throws IOException {
    ObjectNode json = Json.readStrictly(payload);
    if (!TYPES.contains(json.path("_type").asText())) {
      throw new IOException("it has no statement of in-toto, version 1 or 0.1");
    }
    JsonNode subjects = json.path("subject");
    if (!subjects.isArray() || subjects.size() != 1) {
      throw new IOException(
          "its statement is about " + subjects.size() + " subjects, not about one");
    }
    String type = json.path("predicateType").asText();
    JsonNode predicate = json.path("predicate");
    if (type.isEmpty() || !(predicate.isObject() || predicate.isMissingNode())) {
      throw new IOException("its statement has no predicate");
    }
    JsonNode subject = subjects.get(0);
    return new Statement(
        ImageClaim.of(
            subject.path("name").asText(),
            "sha256:" + subject.path("digest").path("sha256").asText()),
        type,
        predicate instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode());
  }
}
