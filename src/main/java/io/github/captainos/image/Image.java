package io.github.captainos.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.security.DigestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A multi-arch image as Captain writes it: an index with one manifest for each platform, all of
 * which have the same layers.
 *
 * @param layers the layers of all platforms, in the order in which they are unpacked; at least one
 * @param platforms the platforms, at least one
 * @param created the time of creation, in whole seconds
 * @param annotations the annotations of the manifests and the index, and the labels of the configs,
 *     sorted by key
 * @param configs the configs, one for each platform
 * @param manifests the manifests, one for each platform
 * @param index the index, which tags refer to
 */
public record Image(
    List<ImageLayer> layers,
    List<Platform> platforms,
    Instant created,
    Map<String, String> annotations,
    List<Blob> configs,
    List<Manifest> manifests,
    Manifest index) {

  /** The media type of a config. */
  public static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";

  /** The media type of a layer that is not compressed. */
  public static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

  private static final String ZSTD_LAYER = LAYER_TYPE + Compression.ZSTD.mediaTypeSuffix();

  /** The maximum number of platforms of an image that is read: each costs two requests. */
  private static final int MAX_PLATFORMS = 100;

  /**
   * A layer as the manifests and configs of an image describe it, without its bytes.
   *
   * @param descriptor its descriptor in manifests, with annotations
   * @param diffId the digest of its uncompressed bytes
   * @param createdBy the command that created it, for the history in configs
   */
  public record ImageLayer(Descriptor descriptor, DescriptorDigest diffId, String createdBy) {}

  public Image {
    layers = List.copyOf(layers);
    platforms = List.copyOf(platforms);
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    configs = List.copyOf(configs);
    manifests = List.copyOf(manifests);
  }

  /** Creates an image, all of whose bytes follow from these values. */
  public static Image of(
      List<ImageLayer> layers,
      List<Platform> platforms,
      Instant created,
      Map<String, String> annotations) {
    Map<String, String> sorted = new TreeMap<>(annotations);
    List<Blob> configs = new ArrayList<>();
    List<Manifest> manifests = new ArrayList<>();
    List<Descriptor> entries = new ArrayList<>();
    for (Platform platform : platforms) {
      Blob config = config(layers, platform, created, sorted);
      Manifest manifest = manifest(config, layers, sorted);
      configs.add(config);
      manifests.add(manifest);
      entries.add(entry(manifest, platform, layers));
    }
    Manifest index = index(entries, sorted);
    return new Image(layers, platforms, created, sorted, configs, manifests, index);
  }

  /**
   * See <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md">OCI Image
   * Specification: image configuration</a>.
   */
  private static Blob config(
      List<ImageLayer> layers, Platform platform, Instant created, Map<String, String> labels) {
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
    return Blob.of(CONFIG_TYPE, Json.write(json));
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
  private static Manifest manifest(
      Blob config, List<ImageLayer> layers, Map<String, String> annotations) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 2);
    json.put("mediaType", Manifest.TYPE);
    json.put("config", config.descriptor().toJson());
    json.put("layers", layers.stream().map(layer -> layer.descriptor().toJson()).toList());
    json.put("annotations", annotations);
    return Manifest.of(Manifest.TYPE, json);
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
    json.put("mediaType", Manifest.INDEX_TYPE);
    json.put("manifests", entries.stream().map(Descriptor::toJson).toList());
    json.put("annotations", annotations);
    return Manifest.of(Manifest.INDEX_TYPE, json);
  }

  /**
   * Returns the entries of an index that anyone may have published, each of which has a platform of
   * its own.
   *
   * @throws IOException if it is not such an OCI index; the message is about the image
   */
  public static List<Descriptor> entries(Manifest index) throws IOException {
    String mediaType = index.descriptor().mediaType();
    if (!mediaType.equals(Manifest.INDEX_TYPE)) {
      throw new IOException("it is not an OCI index, but " + Printable.of(mediaType));
    }
    List<Descriptor> entries = index.entries();
    if (!index.isIndex() || entries.isEmpty()) {
      throw new IOException("it is an index without entries");
    }
    if (entries.size() > MAX_PLATFORMS) {
      throw new IOException(
          "it has " + entries.size() + " entries, which is more than " + MAX_PLATFORMS);
    }
    Set<Platform> platforms = new HashSet<>();
    for (Descriptor entry : entries) {
      if (entry.platform() == null) {
        throw new IOException("it has an entry without a platform: " + entry.digest());
      }
      if (!platforms.add(entry.platform())) {
        throw new IOException("it has two entries for " + shown(entry));
      }
    }
    return entries;
  }

  private static String shown(Descriptor entry) {
    return Printable.of(String.valueOf(entry.platform()));
  }

  /**
   * Reads an image, all of whose bytes have to follow from its values: if they had anything else,
   * such as a field that Captain does not know, a new image of these values would lack it.
   *
   * @param index the index
   * @param manifests the manifests of its {@link #entries}, in their order
   * @param configs the bytes of the configs of the manifests, in the same order
   * @throws IOException if it is not such an image; the message is about the image
   */
  public static Image read(Manifest index, List<Manifest> manifests, List<byte[]> configs)
      throws IOException {
    List<Descriptor> entries = entries(index);
    List<Descriptor> layers = manifests.get(0).entries();
    for (int i = 1; i < entries.size(); i++) {
      if (!manifests.get(i).entries().equals(layers)) {
        throw new IOException(
            "its platforms %s and %s have different layers"
                .formatted(shown(entries.get(0)), shown(entries.get(i))));
      }
    }
    JsonNode config = Json.readStrictly(configs.get(0));
    Image image =
        of(
            layers(layers, config),
            entries.stream().map(Descriptor::platform).toList(),
            created(config),
            index.annotations());
    for (int i = 0; i < configs.size(); i++) {
      String platform = " for " + shown(entries.get(i));
      check("its config" + platform, Sha256.of(configs.get(i)), image.configs.get(i));
      check("its manifest" + platform, manifests.get(i).digest(), image.manifests.get(i));
    }
    check("its index", index.digest(), image.index);
    return image;
  }

  private static List<ImageLayer> layers(List<Descriptor> descriptors, JsonNode config)
      throws IOException {
    JsonNode diffIds = config.path("rootfs").path("diff_ids");
    JsonNode history = config.path("history");
    if (diffIds.size() != descriptors.size() || history.size() != descriptors.size()) {
      throw new IOException(
          "its config does not have a diff ID and a history entry for each of its "
              + descriptors.size()
              + " layers");
    }
    List<ImageLayer> layers = new ArrayList<>();
    for (int i = 0; i < descriptors.size(); i++) {
      DescriptorDigest diffId = digest(diffIds.path(i).asText());
      String createdBy = history.path(i).path("created_by").asText();
      layers.add(new ImageLayer(descriptors.get(i), diffId, createdBy));
    }
    return layers;
  }

  private static DescriptorDigest digest(String text) throws IOException {
    try {
      return DescriptorDigest.fromDigest(text);
    } catch (DigestException e) {
      throw new IOException("its config has a diff ID that is not SHA-256: " + Printable.of(text));
    }
  }

  private static Instant created(JsonNode config) throws IOException {
    String created = config.path("created").asText();
    try {
      return Instant.parse(created);
    } catch (DateTimeException e) {
      throw new IOException("its config has no time of creation: '" + Printable.of(created) + "'");
    }
  }

  private static void check(String what, DescriptorDigest found, Blob expected) throws IOException {
    if (!found.equals(expected.descriptor().digest())) {
      throw new IOException(what + " is not as this version of Captain writes it");
    }
  }
}
