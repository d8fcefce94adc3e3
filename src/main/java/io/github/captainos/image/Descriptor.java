package io.github.captainos.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.security.DigestException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An OCI content descriptor.
 *
 * @param mediaType the media type
 * @param digest the SHA-256 digest of the bytes
 * @param size the number of bytes
 * @param platform the platform of an entry of an index, else null
 * @param annotations keys and values; may be empty
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md">OCI Image
 *     Specification: content descriptors</a>
 */
public record Descriptor(
    String mediaType,
    DescriptorDigest digest,
    long size,
    @Nullable Platform platform,
    Map<String, String> annotations) {

  /**
   * The maximum length of a media type: RFC 6838, section 4.2. Reports contain it once for each
   * file of a layer.
   */
  private static final int MAX_MEDIA_TYPE = 127 + 1 + 127;

  private static final Pattern ARCHIVE = Pattern.compile("\\.tar(\\.gz|\\.zst)?\\z");

  public Descriptor {
    annotations = Map.copyOf(annotations);
  }

  /** Creates a descriptor without platform and annotations. */
  public static Descriptor of(String mediaType, DescriptorDigest digest, long size) {
    return new Descriptor(mediaType, digest, size, null, Map.of());
  }

  /**
   * Reads a descriptor that anyone may have written.
   *
   * @throws IOException if it has no size, or a digest that is not SHA-256
   */
  public static Descriptor of(JsonNode json) throws IOException {
    String digest = json.path("digest").asText();
    JsonNode size = json.path("size");
    if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
      throw new IOException("it has a descriptor without a size: " + Printable.of(digest));
    }
    String mediaType = json.path("mediaType").asText();
    if (mediaType.length() > MAX_MEDIA_TYPE) {
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
    json.properties().forEach(field -> annotations.put(field.getKey(), field.getValue().asText()));
    return annotations;
  }

  /**
   * Returns the name of a layer's file or directory, as its title has it; without one, its digest.
   */
  public String layerName() {
    String name = nameIn(title());
    return name.isEmpty() ? digest.toString() : name;
  }

  /** Returns the name of the file or directory in a title, which may be that of an archive. */
  public static String nameIn(String title) {
    Matcher ending = ARCHIVE.matcher(title);
    return ending.find() ? title.substring(0, ending.start()) : title;
  }

  /**
   * Returns the name of a layer's file or directory, if its title is that of an archive with it.
   */
  public Optional<String> archived() {
    Matcher ending = ARCHIVE.matcher(title());
    return ending.find() ? Optional.of(title().substring(0, ending.start())) : Optional.empty();
  }

  private String title() {
    return annotations.getOrDefault(Annotations.TITLE, "");
  }

  /** Returns this descriptor with an additional annotation. */
  public Descriptor withAnnotation(String key, String value) {
    Map<String, String> more = new TreeMap<>(annotations);
    more.put(key, value);
    return new Descriptor(mediaType, digest, size, platform, more);
  }

  /** Returns this descriptor with a platform. */
  public Descriptor withPlatform(Platform platform) {
    return new Descriptor(mediaType, digest, size, platform, annotations);
  }

  /** Returns the descriptor for a JSON document, with keys in a fixed order. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mediaType", mediaType);
    json.put("digest", digest.toString());
    json.put("size", size);
    if (platform != null) {
      Map<String, Object> inner = new LinkedHashMap<>();
      inner.put("architecture", platform.architecture());
      inner.put("os", platform.os());
      if (platform.variant() != null) {
        inner.put("variant", platform.variant());
      }
      json.put("platform", inner);
    }
    if (!annotations.isEmpty()) {
      json.put("annotations", new TreeMap<>(annotations));
    }
    return json;
  }
}
