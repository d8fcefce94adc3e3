package io.github.captainos.release.content;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer of an image, and the files that it is known to have.
 *
 * @param layer its descriptor
 * @param name the name of its file or directory, as its title has it; null without a title
 * @param isDirectory whether it is known to be a directory
 * @param files the files: all that checksum files list for a directory; else the file with the
 *     layer's name; none without a name
 */
public record LayerFiles(
    Descriptor layer, @Nullable String name, boolean isDirectory, List<ListedFile> files) {

  public LayerFiles {
    files = List.copyOf(files);
  }

  /**
   * Assigns the files of checksum files to the layers of an image.
   *
   * @param layers the layers, from the lowest to the topmost
   * @param checksums the digests of files, by their paths
   */
  static List<LayerFiles> of(List<Descriptor> layers, Map<String, Map<String, String>> checksums) {
    List<LayerFiles> all = new ArrayList<>();
    for (Descriptor layer : layers) {
      String name = nameOf(layer);
      all.add(
          name == null
              ? new LayerFiles(layer, null, false, List.of())
              : of(layer, name, checksums.getOrDefault(name, Map.of())));
    }
    return all;
  }

  private static LayerFiles of(Descriptor layer, String name, Map<String, String> checksums) {
    if (checksums.isEmpty() || checksums.containsKey(name)) {
      String sha256 = checksums.get(name);
      return new LayerFiles(layer, name, false, List.of(new ListedFile(name, sha256)));
    }
    List<ListedFile> files = new ArrayList<>();
    checksums.forEach((path, sha256) -> files.add(new ListedFile(path, sha256)));
    return new LayerFiles(layer, name, true, files);
  }

  /** Returns the name of a layer's file or directory; null if the layer has no title. */
  public static @Nullable String nameOf(Descriptor layer) {
    return layer.annotations().containsKey(Annotations.TITLE) ? layer.layerName() : null;
  }

  /**
   * Returns how the layer is compressed, {@code none}, {@code gzip} or {@code zstd}; null if its
   * media type does not say so.
   */
  public @Nullable String compression() {
    String type = layer.mediaType();
    if (type.endsWith("+gzip") || type.endsWith(".tar.gzip")) {
      return "gzip";
    }
    if (type.endsWith("+zstd") || type.endsWith(".tar.zstd")) {
      return "zstd";
    }
    return type.endsWith(".tar") ? "none" : null;
  }
}
