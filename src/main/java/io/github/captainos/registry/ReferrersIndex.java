package io.github.captainos.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.image.reading.ForeignManifest;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An index of the manifests that refer to another one, their subject.
 *
 * @param json its content
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema">OCI
 *     Distribution Specification: referrers tag schema</a>
 */
public record ReferrersIndex(ObjectNode json) {
  private static final String MANIFESTS = "manifests";
  private static final String DOCKER = "application/vnd.docker.";

  /** Returns the tag of the index of a subject, where a registry has no API for referrers. */
  public static String tagOf(DescriptorDigest subject) {
    return "sha256-" + subject.getHash();
  }

  /** Returns an empty index. */
  public static ReferrersIndex empty() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schemaVersion", 2);
    json.put("mediaType", MediaTypes.INDEX);
    json.putArray(MANIFESTS);
    return new ReferrersIndex(json);
  }

  /**
   * Reads an index.
   *
   * @return the index; empty if the document is none, which other programs store under its tag: a
   *     manifest, or a manifest list of Docker, which is an image
   */
  public static Optional<ReferrersIndex> of(Document document) {
    try {
      ObjectNode json = document.json();
      String own = json.path("mediaType").asText();
      String type = own.isEmpty() ? document.descriptor().mediaType() : own;
      return json.path(MANIFESTS).isArray() && !type.startsWith(DOCKER)
          ? Optional.of(new ReferrersIndex(json))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the entries.
   *
   * @throws IOException if one has no size, or a digest that is not SHA-256
   */
  public List<Descriptor> entries() throws IOException {
    List<Descriptor> entries = new ArrayList<>();
    for (JsonNode entry : json.path(MANIFESTS)) {
      entries.add(ForeignManifest.descriptor(entry));
    }
    return entries;
  }

  /** Returns the index with the entry of one more manifest, unless it has it. */
  public Document with(Document manifest) throws IOException {
    ObjectNode more = json.deepCopy();
    ArrayNode manifests = (ArrayNode) more.path(MANIFESTS);
    String digest = manifest.descriptor().digest().toString();
    for (JsonNode entry : manifests) {
      if (entry.path("digest").asText().equals(digest)) {
        return Document.of(MediaTypes.INDEX, Json.write(json));
      }
    }
    manifests.add(entry(manifest));
    return Document.of(MediaTypes.INDEX, Json.write(more));
  }

  /** Returns the entry of a manifest, with its type and its annotations. */
  public static ObjectNode entry(Document manifest) throws IOException {
    ObjectNode content = manifest.json();
    ObjectNode entry = (ObjectNode) Json.read(Json.write(manifest.descriptor().toJson()));
    String type = content.path("artifactType").asText();
    String artifactType = type.isEmpty() ? content.path("config").path("mediaType").asText() : type;
    if (!artifactType.isEmpty()) {
      entry.put("artifactType", artifactType);
    }
    if (content.path("annotations").isObject()) {
      entry.set("annotations", content.path("annotations"));
    }
    return entry;
  }

  /** Returns the digest of the subject of a manifest; empty if it has none. */
  public static String subjectOf(Document manifest) {
    try {
      return manifest.json().path("subject").path("digest").asText();
    } catch (IOException e) {
      return "";
    }
  }
}
