package io.github.captainos.release.pull.files;

import io.github.captainos.release.pull.files.UnpackedLayer.Leaf;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Some files, links and directories of an image, and what those links lead to: a link without its
 * file would be of no use.
 */
public final class SelectedFiles {
  private final ImageFiles image;
  private final Set<String> leaves = new HashSet<>();
  private final Set<String> directories = new HashSet<>();
  private final Set<String> missing = new TreeSet<>();
  private final Deque<UnpackedLink> links = new ArrayDeque<>();

  private SelectedFiles(ImageFiles image) {
    this.image = image;
  }

  /**
   * @param image the image, as far as its layers were fetched
   * @param selected matches the paths of what is selected, and of all that is below it
   */
  public static SelectedFiles of(ImageFiles image, Predicate<String> selected) {
    SelectedFiles files = new SelectedFiles(image);
    image.paths().stream().filter(selected).forEach(files::addEntry);
    while (!files.links.isEmpty()) {
      files.follow(files.links.remove());
    }
    return files;
  }

  /** Returns them as an image. */
  public ImageFiles files() {
    return image.only(leaves, directories);
  }

  /** Returns paths that the links lead to, and that the image does not have. */
  public Set<String> missing() {
    return missing;
  }

  private void addEntry(String path) {
    if (image.directories().containsKey(path)) {
      addDirectory(path);
    } else if (leaves.add(path)) {
      addDirectory(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
      if (image.atOrAbove(path) instanceof UnpackedLink link) {
        links.add(link);
      }
    }
  }

  /** Adds a directory and those above it. */
  private void addDirectory(String path) {
    String directory = path;
    while (!directory.isEmpty() && directories.add(directory)) {
      directory = directory.substring(0, Math.max(0, directory.lastIndexOf('/')));
    }
  }

  private void follow(UnpackedLink link) {
    link.target().turns().forEach(this::require);
    String destination = link.destination();
    if (destination.isEmpty()) {
      return; // the root is there, and not all that is in it is asked for
    }
    Leaf leaf = image.atOrAbove(destination);
    if (leaf == null) {
      require(destination);
      PathOrder.below(image.directories(), destination).keySet().forEach(this::addDirectory);
      image.below(destination).keySet().forEach(this::addEntry);
    } else if (leaf.path().equals(destination)) {
      addEntry(destination);
    }
  }

  private void require(String directory) {
    if (image.isDirectory(directory)) {
      addDirectory(directory);
    } else {
      missing.add(directory);
    }
  }
}
