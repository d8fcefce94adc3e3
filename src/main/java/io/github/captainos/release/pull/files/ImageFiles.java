package io.github.captainos.release.pull.files;

import io.github.captainos.release.EntryCount;
import io.github.captainos.release.pull.files.UnpackedLayer.Leaf;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files, links and directories of an image: the result of applying its layers in order.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#applying-changesets">OCI
 *     Image Specification: applying changesets</a>
 */
public final class ImageFiles {
  private final NavigableMap<String, Leaf> leaves = new TreeMap<>(PathOrder.COMPARATOR);
  private final NavigableMap<String, Integer> directories = new TreeMap<>(PathOrder.COMPARATOR);
  private final List<Leaf> inOrder = new ArrayList<>();

  /**
   * Applies layers without a look at where links lead, as that may be in other layers.
   *
   * @param layers from the lowest to the topmost
   * @throws IOException if one is invalid, or has an entry below a link
   */
  public static ImageFiles of(List<UnpackedLayer> layers) throws IOException {
    ImageFiles image = new ImageFiles();
    List<UnpackedLayer> distinct = distinct(layers);
    for (UnpackedLayer layer : distinct) {
      image.add(layer);
    }
    image.checkCount();
    for (UnpackedLayer layer : distinct) {
      for (Leaf leaf : layer.leaves()) {
        if (image.leaves.get(leaf.path()) == leaf) {
          image.inOrder.add(leaf);
        }
      }
    }
    return image;
  }

  /**
   * Checks where links of the image lead.
   *
   * @throws IOException if one leads through another link, or back out of what is not a directory
   */
  public void checkLinks(Collection<UnpackedLink> links) throws IOException {
    for (UnpackedLink link : links) {
      ImageLinks.check(this, link);
    }
  }

  /** Returns an image with some files and links, and some directories that have an entry. */
  ImageFiles only(Set<String> files, Set<String> parents) {
    ImageFiles image = new ImageFiles();
    for (Leaf leaf : inOrder) {
      if (files.contains(leaf.path())) {
        image.inOrder.add(leaf);
        image.leaves.put(leaf.path(), leaf);
      }
    }
    image.directories.putAll(directories);
    image.directories.keySet().retainAll(parents);
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

  /**
   * Returns an image without the links, and with files and directories in their place.
   *
   * @param files files whose paths have no entry, or that of a link
   * @param more directories of such paths, and their permission bits
   */
  public ImageFiles withoutLinks(Collection<UnpackedFile> files, Map<String, Integer> more) {
    ImageFiles image = new ImageFiles();
    image.inOrder.addAll(files());
    image.inOrder.addAll(files);
    image.inOrder.forEach(file -> image.leaves.put(file.path(), file));
    image.directories.putAll(directories);
    image.directories.putAll(more);
    return image;
  }

  /** Returns the files, in the order of the layers. */
  public Collection<UnpackedFile> files() {
    return only(UnpackedFile.class);
  }

  /** Returns the symbolic links, in the order of the layers. */
  public Collection<UnpackedLink> links() {
    return only(UnpackedLink.class);
  }

  private <T extends Leaf> Collection<T> only(Class<T> kind) {
    return inOrder.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Returns the file of a path, or null if there is none; a link is not followed. */
  public @Nullable UnpackedFile find(String path) {
    return leaves.get(path) instanceof UnpackedFile file ? file : null;
  }

  /** Returns the file or link of a path, or that above it; null if there is none. */
  public @Nullable Leaf atOrAbove(String path) {
    // as nothing is below a file or a link, it directly precedes the path
    Map.Entry<String, Leaf> before = leaves.floorEntry(path);
    return before != null
            && (before.getKey().equals(path) || PathOrder.isBelow(path, before.getKey()))
        ? before.getValue()
        : null;
  }

  /** Returns the files and links below a directory, in the path order. */
  public NavigableMap<String, Leaf> below(String directory) {
    return Collections.unmodifiableNavigableMap(PathOrder.below(leaves, directory));
  }

  /** Returns the directories that have an entry, and their permission bits, in the path order. */
  public NavigableMap<String, Integer> directories() {
    return directories;
  }

  /** Returns whether a path is a directory, with an entry or without one; the root is one. */
  public boolean isDirectory(String path) {
    return path.isEmpty()
        || directories.containsKey(path)
        || !PathOrder.below(leaves, path).isEmpty()
        || !PathOrder.below(directories, path).isEmpty();
  }

  /**
   * Returns the paths of all files and links, and of the directories that have an entry, in the
   * path order.
   */
  public NavigableSet<String> paths() {
    NavigableSet<String> paths = new TreeSet<>(PathOrder.COMPARATOR);
    paths.addAll(leaves.keySet());
    paths.addAll(directories.keySet());
    return paths;
  }

  private void add(UnpackedLayer layer) throws IOException {
    checkFiles(layer);
    ImageLinks.checkLayer(layer);
    layer.emptied().forEach(this::removeBelow);
    layer.whiteouts().forEach(this::remove);
    layer.directories().keySet().forEach(leaves::remove);
    ImageLinks.checkLayerAbove(this, layer);
    layer
        .directories()
        .forEach(
            (path, mode) -> {
              removeLeafAt(path);
              directories.put(path, mode);
            });
    for (Leaf leaf : layer.leaves()) {
      removeLeafAt(leaf.path());
      remove(leaf.path());
      leaves.put(leaf.path(), leaf);
    }
  }

  private static void checkFiles(UnpackedLayer layer) throws IOException {
    NavigableSet<String> paths = layer.paths();
    for (UnpackedFile file : layer.files()) {
      String next = paths.higher(file.path());
      if (next != null && PathOrder.isBelow(next, file.path())) {
        throw new IOException(
            "the entry '" + Printable.of(file.path()) + "' is a file, and has files in it");
      }
    }
  }

  /** Removes a file or link of a lower layer that is a directory in this one. */
  private void removeLeafAt(String path) {
    Leaf before = atOrAbove(path);
    if (before != null) {
      leaves.remove(before.path());
    }
  }

  private void remove(String path) {
    leaves.remove(path);
    directories.remove(path);
    removeBelow(path);
  }

  private void removeBelow(String directory) {
    PathOrder.below(leaves, directory).clear();
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
