package io.github.captainos.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Payloads of signatures in the format "simple signing", as cosign writes them and skopeo and
 * podman demand them.
 *
 * @see <a
 *     href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#simple-signing">cosign
 *     signature specification: simple signing</a>
 */
final class SimpleSigning {
  private static final String TYPE = "cosign container image signature";

  /**
   * The index that a platform's manifest belongs to: other programs demand a signature of that
   * manifest for the reference of the index, which must not make it an image of that name.
   */
  private static final String INDEX = "io.github.captainos.index";

  private SimpleSigning() {}

  /** Returns the payload for a claim, which is a pure function of it. */
  static byte[] write(ImageClaim claim) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode critical = json.putObject("critical");
    critical.putObject("identity").put("docker-reference", claim.reference());
    critical.putObject("image").put("docker-manifest-digest", claim.digest().toString());
    critical.put("type", TYPE);
    ObjectNode optional = json.putObject("optional");
    if (!claim.tag().isEmpty()) {
      // 'cosign verify -a tag=TAG' compares it
      optional.put("tag", claim.tag());
    }
    claim.index().ifPresent(index -> optional.put(INDEX, index.toString()));
    if (optional.isEmpty()) {
      json.putNull("optional");
    }
    return Json.write(json);
  }

  /**
   * Parses a payload. Fields that are not known are refused, as skopeo does it: they could restrict
   * what the signature is for.
   *
   * @throws IOException if it is no such payload, or one that skopeo would refuse
   */
  static ImageClaim parse(byte[] payload) throws IOException {
    ObjectNode json = Json.readStrictly(payload);
    requireFields(json, "critical", "optional");
    requireOptional(json.path("optional"));
    JsonNode critical = json.path("critical");
    requireFields(critical, "identity", "image", "type");
    JsonNode identity = critical.path("identity");
    requireFields(identity, "docker-reference");
    JsonNode image = critical.path("image");
    requireFields(image, "docker-manifest-digest");
    if (!TYPE.equals(critical.path("type").textValue())) {
      throw malformed("is of a type that is not '" + TYPE + "'");
    }
    JsonNode optional = json.path("optional");
    JsonNode index = optional.path(INDEX);
    return ImageClaim.of(
        text(identity.path("docker-reference")),
        optional,
        ImageClaim.digest(text(image.path("docker-manifest-digest"))),
        index.isMissingNode() ? Optional.empty() : Optional.of(ImageClaim.digest(text(index))));
  }

  private static void requireFields(JsonNode json, String... names) throws IOException {
    Set<String> fields = new HashSet<>();
    json.fieldNames().forEachRemaining(fields::add);
    if (!fields.equals(Set.of(names))) {
      throw malformed("has other fields than " + String.join(", ", names));
    }
  }

  private static void requireOptional(JsonNode json) throws IOException {
    if (!json.isNull() && !json.isObject()) {
      throw malformed("has a field 'optional' that is not an object");
    }
    if (json.has("creator")) {
      text(json.path("creator"));
    }
    JsonNode time = json.path("timestamp");
    if (!time.isMissingNode() && !(time.isNumber() && time.asDouble() % 1 == 0)) {
      throw malformed("has a time that is not a whole number");
    }
  }

  private static String text(JsonNode json) throws IOException {
    if (!json.isTextual()) {
      throw malformed("has a value that is not a string");
    }
    return json.textValue();
  }

  private static IOException malformed(String what) {
    return new IOException("its payload " + what);
  }
}
