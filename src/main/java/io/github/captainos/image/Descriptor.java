package io.github.captainos.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
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

  public Descriptor {
    annotations = Map.copyOf(annotations);
  }

  /** Creates a descriptor without platform and annotations. */
  public static Descriptor of(String mediaType, DescriptorDigest digest, long size) {
    return new Descriptor(mediaType, digest, size, null, Map.of());
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
