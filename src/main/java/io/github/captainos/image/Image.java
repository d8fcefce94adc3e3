package io.github.captainos.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A multi-arch image: an index with one manifest for each platform, all of which have the same
 * layers.
 *
 * @param layers the layers, in the order in which they are unpacked
 * @param configs the configs, one for each platform
 * @param manifests the manifests, one for each platform
 * @param index the index, which tags refer to
 */
public record Image(
    List<Layer> layers, List<Document> configs, List<Document> manifests, Document index) {

  public Image {
    layers = List.copyOf(layers);
    configs = List.copyOf(configs);
    manifests = List.copyOf(manifests);
  }

  /**
   * Creates the documents of an image.
   *
   * @param layers the layers, at least one
   * @param platforms the platforms, at least one
   * @param created the time of creation, in whole seconds
   * @param annotations the annotations of the manifests and the index, and the labels of the
   *     configs
   */
  public static Image of(
      List<Layer> layers,
      List<Platform> platforms,
      Instant created,
      Map<String, String> annotations) {
    Map<String, String> sorted = new TreeMap<>(annotations);
    List<Document> configs =
        platforms.stream().map(platform -> config(layers, platform, created, sorted)).toList();
    List<Document> manifests =
        configs.stream().map(config -> manifest(config, layers, sorted)).toList();
    List<Descriptor> entries = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      entries.add(entry(manifests.get(i), platforms.get(i), layers));
    }
    return new Image(layers, configs, manifests, index(entries, sorted));
  }

  /**
   * See <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md">OCI Image
   * Specification: image configuration</a>.
   */
  private static Document config(
      List<Layer> layers, Platform platform, Instant created, Map<String, String> labels) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("created", created.toString());
    json.put("architecture", platform.architecture());
    json.put("os", platform.os());
    if (platform.variant() != null) {
      json.put("variant", platform.variant());
    }
    json.put("config", Map.of("Labels", labels));
    Map<String, Object> rootfs = new LinkedHashMap<>();
    rootfs.put("type", "layers");
    rootfs.put("diff_ids", layers.stream().map(layer -> layer.diffId().toString()).toList());
    json.put("rootfs", rootfs);
    json.put("history", layers.stream().map(layer -> history(layer, created)).toList());
    return Document.of(MediaTypes.CONFIG, json);
  }

  /**
   * The history does not contain the plugin's version: an upgrade of Captain alone must not change
   * a digest.
   */
  private static Map<String, Object> history(Layer layer, Instant created) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("created", created.toString());
    json.put("created_by", "captain publish " + layer.name());
    return json;
  }

  /**
   * See <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md">OCI Image
   * Specification: image manifest</a>.
   */
  private static Document manifest(
      Document config, List<Layer> layers, Map<String, String> annotations) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", MediaTypes.MANIFEST);
    json.put("config", config.descriptor().toJson());
    json.put("layers", layers.stream().map(layer -> layer.descriptor().toJson()).toList());
    json.put("annotations", annotations);
    return Document.of(MediaTypes.MANIFEST, json);
  }

  /**
   * Adds the annotation for zstd layers. Otherwise, Skopeo would add it when it copies an index,
   * which would change the digest.
   */
  private static Descriptor entry(Document manifest, Platform platform, List<Layer> layers) {
    Descriptor entry = manifest.descriptor().withPlatform(platform);
    return layers.stream().anyMatch(layer -> layer.compression() == Compression.ZSTD)
        ? entry.withAnnotation(Annotations.HAS_ZSTD, "true")
        : entry;
  }

  /**
   * See <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">OCI Image
   * Specification: image index</a>.
   */
  private static Document index(List<Descriptor> entries, Map<String, String> annotations) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", MediaTypes.INDEX);
    json.put("manifests", entries.stream().map(Descriptor::toJson).toList());
    json.put("annotations", annotations);
    return Document.of(MediaTypes.INDEX, json);
  }
}
