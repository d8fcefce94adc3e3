package io.github.captainos.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of an image.
 *
 * @param name its path in the image
 * @param size its size in bytes
 * @param sha256 the digest of its own bytes, in hexadecimal digits
 * @param layer the layer that it is in
 * @param packing how the layer was made, or null if another program made it
 */
public record Artifact(
    String name, long size, String sha256, Part layer, @Nullable Packing packing) {

  /**
   * How a layer was made.
   *
   * @param compression {@code none}, {@code gzip} or {@code zstd}
   * @param diffId the digest of the layer's uncompressed bytes, as {@code sha256:…}
   */
  public record Packing(String compression, String diffId) {}

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("size", size);
    json.put("sha256", sha256);
    if (packing != null) {
      json.put("compression", packing.compression());
      json.put("diffId", packing.diffId());
    }
    json.put("layer", layer.toJson());
    return json;
  }
}
