package io.github.captainos.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a directory that is a layer.
 *
 * @param path its path in the image
 * @param type {@code file}, {@code directory} or {@code link}
 * @param size the size of a file in bytes; null for others
 * @param sha256 the digest of a file's own bytes, in hexadecimal digits; null for others
 * @param target the target of a link, as it is stored; null for others
 */
public record DirectoryEntry(
    String path,
    String type,
    @Nullable Long size,
    @Nullable String sha256,
    @Nullable String target) {
  private static final String FILE = "file";
  private static final String DIRECTORY = "directory";
  private static final String LINK = "link";

  /** Creates the entry of a file. */
  public static DirectoryEntry file(String path, long size, String sha256) {
    return new DirectoryEntry(path, FILE, size, sha256, null);
  }

  /** Creates the entry of a directory. */
  public static DirectoryEntry directory(String path) {
    return new DirectoryEntry(path, DIRECTORY, null, null, null);
  }

  /** Creates the entry of a symbolic link. */
  public static DirectoryEntry link(String path, String target) {
    return new DirectoryEntry(path, LINK, null, null, target);
  }

  static List<Map<String, @Nullable Object>> toJson(List<DirectoryEntry> entries) {
    return entries.stream().map(DirectoryEntry::toJson).toList();
  }

  private Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("path", path);
    json.put("type", type);
    json.put("size", size);
    json.put("sha256", sha256);
    json.put("target", target);
    return json;
  }

  /** Returns the number of files and links, for people. */
  static String count(List<DirectoryEntry> entries) {
    return Recap.count(count(entries, FILE), count(entries, LINK));
  }

  private static long count(List<DirectoryEntry> entries, String type) {
    return entries.stream().filter(entry -> entry.type().equals(type)).count();
  }
}
