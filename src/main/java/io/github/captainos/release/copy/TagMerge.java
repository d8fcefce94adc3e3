package io.github.captainos.release.copy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.support.Json;
import io.github.captainos.trust.AttachmentManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the source and the destination have under one of cosign's tags. A signature is a layer with
 * annotations, so all layers of both are kept.
 *
 * @param manifest the manifest that the destination gets
 * @param config its config, or null if it is one that the source or the destination has
 */
record TagMerge(Manifest manifest, @Nullable Blob config) {
  private static final String LAYERS = "layers";

  /**
   * Merges two manifests or indexes.
   *
   * @param before that of the destination
   * @param added that of the source
   * @throws IOException if one is a manifest and the other an index, if there are more signatures
   *     than are read, or if a config cannot be read
   */
  static TagMerge of(Manifest before, Registry destination, Manifest added, Registry source)
      throws IOException {
    ObjectNode own = before.json();
    ObjectNode other = added.json();
    String field = other.path(LAYERS).isArray() ? LAYERS : "manifests";
    if (!own.path(field).isArray()) {
      throw new IOException(
          "the destination has another kind of document under this tag, so they cannot be merged."
              + " Delete the tag there, or set captain.referrers to false");
    }
    List<Integer> missing = missing(own.path(field), other.path(field));
    if (missing.isEmpty()) {
      return new TagMerge(before, null);
    }
    int all = own.path(field).size() + missing.size();
    if (all > AttachmentManifest.MAX_LAYERS) {
      throw new IOException(
          "with that of the destination, it would have "
              + all
              + " entries, and programs read no more than "
              + AttachmentManifest.MAX_LAYERS
              + ". Delete some of them");
    }
    if (missing(other.path(field), own.path(field)).isEmpty()) {
      return new TagMerge(added, null);
    }
    Blob config = field.equals(LAYERS) ? config(own, destination, other, source, missing) : null;
    if (config != null) {
      ObjectNode descriptor = (ObjectNode) own.path("config");
      descriptor.put("digest", config.descriptor().digest().toString());
      descriptor.put("size", config.descriptor().size());
    }
    missing.forEach(i -> ((ArrayNode) own.path(field)).add(other.path(field).get(i)));
    Manifest merged = Manifest.of(before.descriptor().mediaType(), Json.write(own));
    if (merged.descriptor().size() > AttachmentManifest.MAX_SIZE) {
      throw new IOException(
          "merged with that of the destination, it is larger than "
              + (AttachmentManifest.MAX_SIZE >> 20)
              + " MiB");
    }
    return new TagMerge(merged, config);
  }

  /** Returns the positions of the elements of one list that another list does not have. */
  private static List<Integer> missing(JsonNode has, JsonNode elements) {
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      boolean isThere = false;
      for (JsonNode one : has) {
        isThere |= one.equals(elements.get(i));
      }
      if (!isThere) {
        missing.add(i);
      }
    }
    return missing;
  }

  /** Merges configs that have a diff ID for each layer; others do not depend on the layers. */
  private static @Nullable Blob config(
      ObjectNode own,
      Registry destination,
      ObjectNode other,
      Registry source,
      List<Integer> missing)
      throws IOException {
    ObjectNode config = read(own.path("config"), destination);
    ObjectNode added = read(other.path("config"), source);
    if (!hasDiffIds(config, own) || !hasDiffIds(added, other)) {
      return null;
    }
    for (int i : missing) {
      ((ArrayNode) config.path("rootfs").path("diff_ids"))
          .add(added.path("rootfs").path("diff_ids").get(i));
      JsonNode entry = added.path("history").get(i);
      if (entry != null && config.path("history") instanceof ArrayNode history) {
        history.add(entry);
      }
    }
    return Blob.of(own.path("config").path("mediaType").asText(), Json.write(config));
  }

  private static boolean hasDiffIds(ObjectNode config, ObjectNode manifest) {
    return config.path("rootfs").path("diff_ids") instanceof ArrayNode ids
        && ids.size() == manifest.path(LAYERS).size();
  }

  private static ObjectNode read(JsonNode config, Registry registry) throws IOException {
    return Json.readStrictly(registry.get(Descriptor.of(config), Manifest.MAX_SIZE));
  }
}
