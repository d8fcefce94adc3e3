package io.github.captainos.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names a blob.
 *
 * @param mediaType what kind of bytes they are
 * @param digest SHA-256 of the bytes
 * @param size how many bytes there are
 * @param platform what an entry of an index is for, else null
 * @param annotations key to value; may be empty
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

  /** Returns this descriptor with one annotation more. */
  public Descriptor withAnnotation(String key, String value) {
    Map<String, String> more = new TreeMap<>(annotations);
    more.put(key, value);
    return new Descriptor(mediaType, digest, size, platform, more);
  }

  /** Returns this descriptor for a platform. */
  public Descriptor withPlatform(Platform platform) {
    return new Descriptor(mediaType, digest, size, platform, annotations);
  }

  /** Returns what stands for this descriptor in a JSON document, keys in a fixed order. */
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
