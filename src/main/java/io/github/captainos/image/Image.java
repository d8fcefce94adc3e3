package io.github.captainos.image;

import io.github.captainos.support.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A multi-arch image: an index with one manifest for each platform, all of which have the same
 * layers.
 *
 * @param content what it consists of
 * @param configs the configs, one for each platform
 * @param manifests the manifests, one for each platform
 * @param index the index, which tags refer to
 */
public record Image(
    ImageContent content, List<Blob> configs, List<Manifest> manifests, Manifest index) {

  private static final String ZSTD_LAYER = MediaTypes.LAYER + Compression.ZSTD.mediaTypeSuffix();

  public Image {
    configs = List.copyOf(configs);
    manifests = List.copyOf(manifests);
  }

  /** Creates the documents of an image. */
  public static Image of(ImageContent content) {
    List<Blob> configs =
        content.platforms().stream().map(platform -> config(content, platform)).toList();
    List<Manifest> manifests = configs.stream().map(config -> manifest(config, content)).toList();
    List<Descriptor> entries = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      entries.add(entry(manifests.get(i), content.platforms().get(i), content.layers()));
    }
    return new Image(content, configs, manifests, index(entries, content.annotations()));
  }

  /**
   * See <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md">OCI Image
   * Specification: image configuration</a>.
   */
  private static Blob config(ImageContent content, Platform platform) {
    List<ImageLayer> layers = content.layers();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("created", content.created().toString());
    json.put("architecture", platform.architecture());
    json.put("os", platform.os());
    if (platform.variant() != null) {
      json.put("variant", platform.variant());
    }
    json.put("config", Map.of("Labels", content.annotations()));
    Map<String, Object> rootfs = new LinkedHashMap<>();
    rootfs.put("type", "layers");
    rootfs.put("diff_ids", layers.stream().map(layer -> layer.diffId().toString()).toList());
    json.put("rootfs", rootfs);
    json.put("history", layers.stream().map(layer -> history(layer, content.created())).toList());
    return Blob.of(MediaTypes.CONFIG, Json.write(json));
  }

  private static Map<String, Object> history(ImageLayer layer, Instant created) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("created", created.toString());
    json.put("created_by", layer.createdBy());
    return json;
  }

  /**
   * See <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md">OCI Image
   * Specification: image manifest</a>.
   */
  private static Manifest manifest(Blob config, ImageContent content) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", MediaTypes.MANIFEST);
    json.put("config", config.descriptor().toJson());
    json.put(
        "layers", content.layers().stream().map(layer -> layer.descriptor().toJson()).toList());
    json.put("annotations", content.annotations());
    return Manifest.of(MediaTypes.MANIFEST, json);
  }

  /**
   * Adds the annotation for zstd layers. Otherwise, Skopeo would add it when it copies an index,
   * which would change the digest.
   */
  private static Descriptor entry(Manifest manifest, Platform platform, List<ImageLayer> layers) {
    Descriptor entry = manifest.descriptor().withPlatform(platform);
    return layers.stream().anyMatch(layer -> layer.descriptor().mediaType().equals(ZSTD_LAYER))
        ? entry.withAnnotation(Annotations.HAS_ZSTD, "true")
        : entry;
  }

  /**
   * See <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">OCI Image
   * Specification: image index</a>.
   */
  private static Manifest index(List<Descriptor> entries, Map<String, String> annotations) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", MediaTypes.INDEX);
    json.put("manifests", entries.stream().map(Descriptor::toJson).toList());
    json.put("annotations", annotations);
    return Manifest.of(MediaTypes.INDEX, json);
  }
}
