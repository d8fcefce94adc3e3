package io.github.captainos.report;

import io.github.captainos.support.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of an image, or a directory that is a layer of its own.
 *
 * @param name its path in the image
 * @param size its size in bytes; for a directory, the size of all files in it
 * @param sha256 the digest of its own bytes, in hexadecimal digits; null for a directory
 * @param layer the layer that it is in
 * @param packing how the layer was made, or null if another program made it
 */
public record Artifact(
    String name, long size, @Nullable String sha256, Part layer, @Nullable Packing packing) {

  /**
   * How a layer was made.
   *
   * @param compression {@code none}, {@code gzip} or {@code zstd}
   * @param diffId the digest of the layer's uncompressed bytes, as {@code sha256:…}
   * @param entries what is in the directory; null for a file
   */
  public record Packing(
      String compression, String diffId, @Nullable List<DirectoryEntry> entries) {}

  /** Returns the name as people see it: that of a directory ends with a slash. */
  String shownName() {
    return Printable.of(name) + (entries().isPresent() ? "/" : "");
  }

  /** Returns what else people want to know, or an empty string. */
  String note() {
    return entries().map(DirectoryEntry::count).orElse("");
  }

  private Optional<List<DirectoryEntry>> entries() {
    return Optional.ofNullable(packing).map(Packing::entries);
  }

  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("size", size);
    json.put("sha256", sha256);
    if (packing != null) {
      json.put("compression", packing.compression());
      json.put("diffId", packing.diffId());
      json.put("entries", entries().map(DirectoryEntry::toJson).orElse(null));
    }
    json.put("layer", layer.toJson());
    return json;
  }
}
