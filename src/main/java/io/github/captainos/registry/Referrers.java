package io.github.captainos.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The manifests that refer to another one, their subject, as a registry lists them.
 *
 * @param entries those whose entry can be read
 * @param problem what is wrong with another entry, such as a digest that is not SHA-256; null if
 *     all can be read
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers">OCI
 *     Distribution Specification: listing referrers</a>
 */
public record Referrers(List<Descriptor> entries, @Nullable String problem) {
  /** No manifests. */
  public static final Referrers NONE = new Referrers(List.of(), null);

  private static final String MANIFESTS = "manifests";
  private static final String DOCKER = "application/vnd.docker.";

  public Referrers {
    entries = List.copyOf(entries);
  }

  /**
   * Returns the tag of the index of a subject, where a registry has no API for referrers.
   *
   * @see <a
   *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema">OCI
   *     Distribution Specification: referrers tag schema</a>
   */
  public static String tagOf(DescriptorDigest subject) {
    return "sha256-" + subject.getHash();
  }

  /**
   * Reads an index.
   *
   * @return its entries; empty if it is no index, which other programs store under its tag: a
   *     manifest, or a manifest list of Docker, which is an image
   */
  public static Optional<Referrers> of(Manifest index) {
    Optional<ObjectNode> json = json(index);
    if (json.isEmpty()) {
      return Optional.empty();
    }
    List<Descriptor> entries = new ArrayList<>();
    String problem = null;
    for (JsonNode entry : json.get().path(MANIFESTS)) {
      try {
        entries.add(Descriptor.of(entry));
      } catch (IOException e) {
        problem = e.getMessage();
      }
    }
    return Optional.of(new Referrers(entries, problem));
  }

  private static Optional<ObjectNode> json(Manifest index) {
    try {
      ObjectNode json = index.json();
      return Optional.of(json)
          .filter(one -> one.path(MANIFESTS).isArray())
          .filter(one -> !index.descriptor().mediaType().startsWith(DOCKER));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns all entries.
   *
   * @throws ContentException if one cannot be read
   */
  public List<Descriptor> all() throws ContentException {
    if (problem != null) {
      throw new ContentException(problem);
    }
    return entries;
  }

  /** Returns those that are listed with no more bytes than these. */
  public Referrers upTo(int max) {
    return new Referrers(entries.stream().filter(entry -> entry.size() <= max).toList(), problem);
  }

  /** Returns these and others. */
  public Referrers and(Referrers others) {
    return new Referrers(
        Stream.concat(entries.stream(), others.entries.stream()).toList(),
        problem == null ? others.problem : problem);
  }

  /**
   * Returns an index with the entry of one more manifest, unless it has it.
   *
   * @param before the index, or null if there is none yet
   * @return the new index; empty if what was there is no index
   */
  public static Optional<Manifest> index(@Nullable Manifest before, Manifest manifest)
      throws IOException {
    Optional<ObjectNode> index = before == null ? Optional.of(emptyIndex()) : json(before);
    if (index.isEmpty()) {
      return Optional.empty();
    }
    ArrayNode entries = (ArrayNode) index.get().path(MANIFESTS);
    String digest = manifest.descriptor().digest().toString();
    boolean isThere = false;
    for (JsonNode entry : entries) {
      isThere |= entry.path("digest").asText().equals(digest);
    }
    if (!isThere) {
      entries.add(entry(manifest));
    }
    return Optional.of(Manifest.of(Manifest.INDEX_TYPE, Json.write(index.get())));
  }

  /** Returns an index without entries. */
  public static ObjectNode emptyIndex() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schemaVersion", 2);
    json.put("mediaType", Manifest.INDEX_TYPE);
    json.putArray(MANIFESTS);
    return json;
  }

  /** Returns the entry of a manifest in an index, with its type and its annotations. */
  public static ObjectNode entry(Manifest manifest) throws IOException {
    ObjectNode entry = (ObjectNode) Json.read(Json.write(manifest.descriptor().toJson()));
    ObjectNode content = manifest.json();
    String type = manifest.artifactType();
    String artifactType = type.isEmpty() ? content.path("config").path("mediaType").asText() : type;
    if (!artifactType.isEmpty()) {
      entry.put("artifactType", artifactType);
    }
    if (content.path("annotations").isObject()) {
      entry.set("annotations", content.path("annotations"));
    }
    return entry;
  }
}
