package io.github.captainos.image.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.Platform;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.security.DigestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A manifest or index of any publisher: OCI's, or Docker's schema 2, which has the same fields.
 *
 * @param isIndex whether it is an index (Docker's manifest list)
 * @param descriptors the entries of an index, or the layers of a manifest
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md">OCI Image
 *     Specification: image manifest</a>
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">OCI Image
 *     Specification: image index</a>
 */
public record ForeignManifest(boolean isIndex, List<Descriptor> descriptors) {
  /**
   * The maximum number of layers, each of which is fetched as a file. Container runtimes support
   * only some hundreds.
   */
  private static final int MOST_LAYERS = 10_000;

  /**
   * The maximum length of a media type: RFC 6838, section 4.2. Reports contain it once for each
   * file of a layer.
   */
  private static final int LONGEST_MEDIA_TYPE = 127 + 1 + 127;

  public ForeignManifest {
    descriptors = List.copyOf(descriptors);
  }

  /**
   * Parses a document.
   *
   * @throws IOException if it is neither a manifest nor an index, has too many layers, or has a
   *     digest that is not SHA-256
   */
  public static ForeignManifest parse(Document document) throws IOException {
    JsonNode json = document.json();
    if (json.path("schemaVersion").asInt() != 2) {
      throw new IOException("it is not a manifest or index of schema version 2");
    }
    JsonNode entries = json.path("manifests");
    JsonNode layers = json.path("layers");
    if (entries.isArray() == layers.isArray()) {
      throw new IOException("it is neither a manifest nor an index");
    }
    if (layers.size() > MOST_LAYERS) {
      throw new IOException(
          "it has " + layers.size() + " layers, which is more than " + MOST_LAYERS);
    }
    List<Descriptor> descriptors = new ArrayList<>();
    for (JsonNode descriptor : entries.isArray() ? entries : layers) {
      descriptors.add(descriptor(descriptor));
    }
    return new ForeignManifest(entries.isArray(), descriptors);
  }

  /**
   * Parses a descriptor.
   *
   * @throws IOException if it has no size, or a digest that is not SHA-256
   */
  public static Descriptor descriptor(JsonNode json) throws IOException {
    String digest = json.path("digest").asText();
    JsonNode size = json.path("size");
    if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
      throw new IOException("it has a descriptor without a size: " + Printable.of(digest));
    }
    String mediaType = json.path("mediaType").asText();
    if (mediaType.length() > LONGEST_MEDIA_TYPE) {
      throw new IOException("it has a media type that is too long: " + Printable.of(mediaType));
    }
    try {
      return new Descriptor(
          mediaType,
          DescriptorDigest.fromDigest(digest),
          size.asLong(),
          platform(json.path("platform")),
          annotations(json.path("annotations")));
    } catch (DigestException e) {
      throw new IOException("it has a digest that is not SHA-256: " + Printable.of(digest));
    }
  }

  private static @Nullable Platform platform(JsonNode json) {
    if (!json.isObject()) {
      return null;
    }
    String variant = json.path("variant").asText();
    return new Platform(
        json.path("os").asText(),
        json.path("architecture").asText(),
        variant.isEmpty() ? null : variant);
  }

  /** Returns annotations or labels; empty if there are none. */
  public static Map<String, String> annotations(JsonNode json) {
    Map<String, String> annotations = new LinkedHashMap<>();
    json.fields()
        .forEachRemaining(field -> annotations.put(field.getKey(), field.getValue().asText()));
    return annotations;
  }
}
