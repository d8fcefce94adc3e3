package io.github.captainos.report.look;

import io.github.captainos.report.Content;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer of an image, and the files that it is known to have.
 *
 * @param name the name of its file or directory, or null if the image does not have it
 * @param isDirectory whether it is known to be a directory
 * @param compression {@code none}, {@code gzip} or {@code zstd}, or null if it is not known
 * @param content its descriptor
 * @param files its files; none without a name
 */
public record FoundLayer(
    @Nullable String name,
    boolean isDirectory,
    @Nullable String compression,
    Content content,
    List<File> files) {

  public FoundLayer {
    files = List.copyOf(files);
  }

  /**
   * A file.
   *
   * @param path its path in the image
   * @param sha256 the digest of its own bytes, in hexadecimal digits, or null if it is not known
   */
  public record File(String path, @Nullable String sha256) {}

  /** Returns the name as people see it: that of a directory ends with a slash. */
  String shownName() {
    return name == null ? "(no name)" : Printable.of(name) + (isDirectory ? "/" : "");
  }

  /** Returns how it is compressed, for people. */
  String shownCompression() {
    return compression == null ? "unknown" : compression;
  }

  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("compression", compression);
    json.putAll(content.toJson());
    return json;
  }

  /** Returns the size of a file: that of its layer, unless others are in it. */
  @Nullable Long sizeOfFile() {
    return isDirectory ? null : content.size();
  }

  List<Map<String, @Nullable Object>> filesToJson() {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (File file : files) {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("name", file.path());
      json.put("size", sizeOfFile());
      json.put("sha256", file.sha256());
      json.put("compression", compression);
      json.put("layer", content.toJson());
      all.add(json);
    }
    return all;
  }
}
