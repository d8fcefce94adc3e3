package io.github.captainos.report;

import io.github.captainos.image.Descriptor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of content in a registry.
 *
 * @param mediaType its media type
 * @param digest its digest, as {@code sha256:…}
 * @param size its size in bytes
 */
public record Content(String mediaType, String digest, long size) {

  public static Content of(Descriptor descriptor) {
    return new Content(descriptor.mediaType(), descriptor.digest().toString(), descriptor.size());
  }

  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("mediaType", mediaType);
    json.put("digest", digest);
    json.put("size", size);
    return json;
  }
}
