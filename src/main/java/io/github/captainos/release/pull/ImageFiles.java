package io.github.captainos.release.pull;

import io.github.captainos.release.pull.UnpackedLayer.UnpackedFile;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files of an image: the result of applying its layers in order.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#applying-changesets">OCI
 *     Image Specification: applying changesets</a>
 */
final class ImageFiles {
  private final NavigableMap<String, UnpackedFile> files = new TreeMap<>(PathOrder.COMPARATOR);
  private final NavigableMap<String, Integer> directories = new TreeMap<>(PathOrder.COMPARATOR);
  private final List<UnpackedFile> inOrder = new ArrayList<>();

  /**
   * @param layers from the lowest to the topmost
   * @throws IOException if one is invalid
   */
  static ImageFiles of(List<UnpackedLayer> layers) throws IOException {
    ImageFiles image = new ImageFiles();
    List<UnpackedLayer> distinct = distinct(layers);
    for (UnpackedLayer layer : distinct) {
      image.add(layer);
    }
    image.checkCount();
    for (UnpackedLayer layer : distinct) {
      for (UnpackedFile file : layer.files()) {
        if (image.find(file.path()) == file) {
          image.inOrder.add(file);
        }
      }
    }
    return image;
  }

  /** Drops all but the topmost occurrence of each layer, which replaces what those below it do. */
  private static List<UnpackedLayer> distinct(List<UnpackedLayer> layers) {
    Set<UnpackedLayer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<UnpackedLayer> distinct = new ArrayList<>();
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (seen.add(layers.get(i))) {
        distinct.add(layers.get(i));
      }
    }
    Collections.reverse(distinct);
    return distinct;
  }

  /** Returns the files, in the order of the layers. */
  Collection<UnpackedFile> files() {
    return inOrder;
  }

  /** Returns the file of a path, or null if there is none. */
  @Nullable UnpackedFile find(String path) {
    return files.get(path);
  }

  /** Returns the directories that have an entry, and their permission bits, in the path order. */
  SortedMap<String, Integer> directories() {
    return directories;
  }

  /**
   * Returns the paths of all files and of the directories that have an entry, in the path order.
   */
  NavigableSet<String> paths() {
    NavigableSet<String> paths = new TreeSet<>(PathOrder.COMPARATOR);
    paths.addAll(files.keySet());
    paths.addAll(directories.keySet());
    return paths;
  }

  private void add(UnpackedLayer layer) throws IOException {
    check(layer);
    layer.emptied().forEach(this::removeBelow);
    layer.whiteouts().forEach(this::remove);
    layer
        .directories()
        .forEach(
            (path, mode) -> {
              removeFileAt(path);
              directories.put(path, mode);
            });
    for (UnpackedFile file : layer.files()) {
      removeFileAt(file.path());
      remove(file.path());
      files.put(file.path(), file);
    }
  }

  private static void check(UnpackedLayer layer) throws IOException {
    NavigableSet<String> all = new TreeSet<>(PathOrder.COMPARATOR);
    all.addAll(layer.directories().keySet());
    layer.files().forEach(file -> all.add(file.path()));
    for (UnpackedFile file : layer.files()) {
      String next = all.higher(file.path());
      if (next != null && PathOrder.isBelow(next, file.path())) {
        throw new IOException(
            "the entry '" + Printable.of(file.path()) + "' is a file, and has files in it");
      }
    }
  }

  /**
   * Removes a file of a lower layer that is a parent directory in this one. As nothing is below a
   * file, it directly precedes the path.
   */
  private void removeFileAt(String path) {
    String before = files.floorKey(path);
    if (before != null && (before.equals(path) || PathOrder.isBelow(path, before))) {
      files.remove(before);
    }
  }

  private void remove(String path) {
    files.remove(path);
    directories.remove(path);
    removeBelow(path);
  }

  private void removeBelow(String directory) {
    PathOrder.below(files, directory).clear();
    PathOrder.below(directories, directory).clear();
  }

  /** Counts directories without an entry, too, since they are created. */
  private void checkCount() throws IOException {
    long count = 0;
    String before = "";
    for (String path : paths()) {
      String own = path.substring(PathOrder.common(path, before));
      count += 1 + own.chars().filter(c -> c == '/').count();
      before = path;
    }
    if (count > EntryCount.MOST) {
      throw new IOException("it has more than " + EntryCount.MOST + " files and directories");
    }
  }
}
