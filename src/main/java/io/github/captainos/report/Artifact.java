package io.github.captainos.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of an image that was published, or a directory that is a layer of its own.
 *
 * @param name its path in the image
 * @param size its size in bytes; for a directory, the size of all files in it
 * @param sha256 the digest of its own bytes, in hexadecimal digits; null for a directory
 * @param compression {@code none}, {@code gzip} or {@code zstd}
 * @param diffId the digest of the layer's uncompressed bytes
 * @param entries what is in the directory; null for a file
 * @param layer the layer that it is in
 */
public record Artifact(
    String name,
    long size,
    @Nullable String sha256,
    String compression,
    DescriptorDigest diffId,
    @Nullable List<Entry> entries,
    Part layer) {

  /** The type of an entry of a directory. */
  public enum Type {
    FILE,
    DIRECTORY,
    LINK
  }

  /**
   * An entry of a directory that is a layer.
   *
   * @param path its path in the image
   * @param size the size of a file in bytes; null for others
   * @param sha256 the digest of a file's own bytes, in hexadecimal digits; null for others
   * @param target the target of a link, as it is stored; null for others
   */
  public record Entry(
      String path,
      Type type,
      @Nullable Long size,
      @Nullable String sha256,
      @Nullable String target) {}

  /** Returns its row in recaps; the name of a directory ends with a slash. */
  List<String> row() {
    return List.of(
        Printable.of(name) + (entries == null ? "" : "/"),
        Recap.size(size),
        layer.state().word(),
        entries == null ? "" : Recap.count(count(Type.FILE), count(Type.LINK)));
  }

  private long count(Type type) {
    return entries == null ? 0 : entries.stream().filter(one -> one.type() == type).count();
  }
}
