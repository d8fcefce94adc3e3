package io.github.captainos.release;

import io.github.captainos.release.UnpackedLayer.UnpackedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of an image: those of its layers, laid one over the other.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#applying-changesets">OCI
 *     Image Specification: applying changesets</a>
 */
final class ImageFiles {
  private final Map<String, UnpackedFile> files = new LinkedHashMap<>();
  private final Map<String, Integer> directories = new LinkedHashMap<>();

  /**
   * @param layers from the lowest to the topmost
   * @throws IOException if one cannot be laid over the others
   */
  static ImageFiles of(List<UnpackedLayer> layers) throws IOException {
    ImageFiles image = new ImageFiles();
    for (UnpackedLayer layer : layers) {
      image.add(layer);
    }
    return image;
  }

  /** Returns the files, by their paths. */
  Map<String, UnpackedFile> files() {
    return files;
  }

  /** Returns the directories that have an entry, and their permission bits. */
  Map<String, Integer> directories() {
    return directories;
  }

  private void add(UnpackedLayer layer) throws IOException {
    layer.emptied().forEach(this::removeBelow);
    layer.whiteouts().forEach(this::remove);
    layer.directories().forEach(this::addDirectory);
    for (UnpackedFile file : layer.files()) {
      removeBelow(file.path());
      directories.remove(file.path());
      files.remove(file.path()); // so that the order is that of the layers
      files.put(file.path(), file);
    }
    for (UnpackedFile file : layer.files()) {
      makeWayTo(file.path(), file);
    }
  }

  private void addDirectory(String path, int mode) {
    files.remove(path);
    directories.put(path, mode);
  }

  /** What is a directory in this layer may have been a file in one below. */
  private void makeWayTo(String path, UnpackedFile own) throws IOException {
    for (String parent : parents(path)) {
      UnpackedFile inTheWay = files.get(parent);
      if (inTheWay != null && inTheWay.layer().equals(own.layer())) {
        throw new IOException("the entry '" + parent + "' is a file, and has files in it");
      }
      files.remove(parent);
    }
  }

  private static List<String> parents(String path) {
    List<String> parents = new ArrayList<>();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      parents.add(path.substring(0, slash));
    }
    return parents;
  }

  private void remove(String path) {
    files.remove(path);
    directories.remove(path);
    removeBelow(path);
  }

  private void removeBelow(String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    files.keySet().removeIf(path -> path.startsWith(prefix));
    directories.keySet().removeIf(path -> path.startsWith(prefix));
  }
}
