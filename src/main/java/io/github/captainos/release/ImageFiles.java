package io.github.captainos.release;

import io.github.captainos.release.UnpackedLayer.UnpackedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** All directories that there are or were. */
  private final Set<String> known = new HashSet<>();

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
    check(layer);
    layer.emptied().forEach(this::removeBelow);
    layer.whiteouts().forEach(this::remove);
    for (String directory : layer.directories().keySet()) {
      makeWayTo(directory);
      known.add(directory);
    }
    for (UnpackedFile file : layer.files()) {
      makeWayTo(file.path());
      if (known.contains(file.path())) {
        removeBelow(file.path());
        directories.remove(file.path());
      }
    }
    directories.putAll(layer.directories());
    for (UnpackedFile file : layer.files()) {
      files.remove(file.path()); // so that the order is that of the layers
      files.put(file.path(), file);
    }
  }

  private static void check(UnpackedLayer layer) throws IOException {
    Set<String> own = new HashSet<>();
    layer.files().forEach(file -> own.add(file.path()));
    List<String> paths = new ArrayList<>(layer.directories().keySet());
    paths.addAll(own);
    for (String path : paths) {
      for (String parent : parents(path)) {
        if (own.contains(parent)) {
          throw new IOException("the entry '" + parent + "' is a file, and has files in it");
        }
      }
    }
  }

  /** What is a directory in this layer may have been a file in one below. */
  private void makeWayTo(String path) {
    files.remove(path);
    for (String parent : parents(path)) {
      files.remove(parent);
      known.add(parent);
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
