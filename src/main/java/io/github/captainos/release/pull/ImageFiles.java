package io.github.captainos.release.pull;

import io.github.captainos.release.EntryCount;
import io.github.captainos.release.pull.UnpackedLayer.DirectoryEntry;
import io.github.captainos.release.pull.UnpackedLayer.Entry;
import io.github.captainos.release.pull.UnpackedLayer.FileEntry;
import io.github.captainos.release.pull.UnpackedLayer.LinkEntry;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files, links and directories of an image: the result of applying its layers in order. By its
 * text, each link leads to a path in the image; {@link #checkLinks} ensures that this is where a
 * program ends that follows it.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#applying-changesets">OCI
 *     Image Specification: applying changesets</a>
 */
final class ImageFiles {
  /** As in Linux. */
  private static final int MAX_FOLLOWED = 40;

  /**
   * The order of paths in which the content of a directory directly follows it. So the paths below
   * a path, and a file that is a parent of a path, are found without a search through all paths.
   */
  private static final Comparator<String> ORDER = ImageFiles::compare;

  private final List<UnpackedLayer> layers;
  private final NavigableMap<String, Entry> entries = new TreeMap<>(ORDER);

  private ImageFiles(List<UnpackedLayer> layers) {
    this.layers = layers;
  }

  /**
   * Applies layers without a look at where links lead, as that may be in other layers.
   *
   * @param layers from the lowest to the topmost, each once
   * @throws IOException if one is invalid, or has an entry below a link
   */
  static ImageFiles of(Collection<UnpackedLayer> layers) throws IOException {
    ImageFiles image = new ImageFiles(List.copyOf(layers));
    for (UnpackedLayer layer : layers) {
      image.apply(layer);
    }
    image.addDirectories();
    return image;
  }

  /** Returns some of the entries as an image. */
  ImageFiles only(Set<String> paths) {
    ImageFiles image = new ImageFiles(layers);
    image.entries.putAll(entries);
    image.entries.keySet().retainAll(paths);
    return image;
  }

  /**
   * Returns an image without the links.
   *
   * @param copies files and directories whose paths have no entry, or that of a link
   */
  ImageFiles withoutLinks(Collection<Entry> copies) {
    ImageFiles image = new ImageFiles(layers);
    image.entries.putAll(entries);
    image.entries.values().removeIf(LinkEntry.class::isInstance);
    copies.forEach(copy -> image.entries.put(copy.path(), copy));
    return image;
  }

  /**
   * Returns an image with more files.
   *
   * @param added files whose paths have no entry, in directories that have one
   */
  ImageFiles with(Collection<FileEntry> added) {
    ImageFiles image = new ImageFiles(layers);
    image.entries.putAll(entries);
    added.forEach(file -> image.entries.put(file.path(), file));
    return image;
  }

  /** Returns all entries: a directory before what is in it. */
  Collection<Entry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  /** Returns the files of the layers, in their order. */
  List<FileEntry> files() {
    return inOrder(FileEntry.class);
  }

  /** Returns the symbolic links of the layers, in their order. */
  List<LinkEntry> links() {
    return inOrder(LinkEntry.class);
  }

  private <T extends Entry> List<T> inOrder(Class<T> kind) {
    return layers.stream()
        .flatMap(layer -> layer.entries().stream())
        .filter(kind::isInstance)
        .filter(entry -> entries.get(entry.path()) == entry)
        .map(kind::cast)
        .toList();
  }

  /** Returns the paths of all entries. */
  Set<String> paths() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Returns the entry of a path, or null if there is none; a link is not followed. */
  @Nullable Entry find(String path) {
    return entries.get(path);
  }

  /** Returns whether a path is a directory; the root is one. */
  boolean isDirectory(String path) {
    return path.isEmpty() || entries.get(path) instanceof DirectoryEntry;
  }

  /** Returns the file or link of a path, or that above it; null if there is none. */
  @Nullable Entry leafAt(String path) {
    // as nothing is below a file or a link, it directly precedes the path
    String before = entries.floorKey(path);
    Entry entry = before == null ? null : entries.get(before);
    boolean isThere = before != null && (before.equals(path) || isBelow(path, before));
    return isThere && !(entry instanceof DirectoryEntry) ? entry : null;
  }

  /** Returns what is in a directory and in those in it: a directory before what is in it. */
  Collection<Entry> below(String directory) {
    return Collections.unmodifiableCollection(mapBelow(directory).values());
  }

  /**
   * Checks where links lead.
   *
   * @param links links of this image
   * @throws IOException if one leads through another link, or with {@code ..} out of anything but a
   *     directory of the image, since a later image could have a link of that name
   */
  void checkLinks(Collection<LinkEntry> links) throws IOException {
    for (LinkEntry link : links) {
      for (String step : link.target().through()) {
        if (leafAt(step) instanceof LinkEntry other) {
          throw new IOException(
              linkNamed(link.path()) + " leads through " + linkNamed(other.path()));
        }
      }
      for (String turn : link.target().turns()) {
        if (!isDirectory(turn)) {
          throw new IOException(
              linkNamed(link.path())
                  + " leads back out of '"
                  + Printable.of(turn)
                  + "', which is not a directory of the image");
        }
      }
    }
  }

  /**
   * Follows the links of the image.
   *
   * @param path a path that may be a link, or below one
   * @return the path where it leads, which is neither; the image may have nothing there
   * @throws IOException if there are more than 40 links on the way, perhaps in a circle
   */
  String resolve(String path) throws IOException {
    String resolved = path;
    for (int i = 0; i <= MAX_FOLLOWED; i++) {
      if (!(leafAt(resolved) instanceof LinkEntry link)) {
        return resolved;
      }
      String rest = resolved.substring(link.path().length());
      resolved =
          link.destination().isEmpty() && !rest.isEmpty()
              ? rest.substring(1)
              : link.destination() + rest;
    }
    throw new IOException(
        linkNamed(path) + " leads in a circle, or through more than " + MAX_FOLLOWED + " links");
  }

  /** Returns the words for an entry in messages. */
  static String entryNamed(String path) {
    return "the entry '" + Printable.of(path) + "'";
  }

  /** Returns the words for a link in messages. */
  static String linkNamed(String path) {
    return "the link '" + Printable.of(path) + "'";
  }

  /** Returns the directory of a path; empty for one in the root. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Returns whether a path is below another. */
  static boolean isBelow(String path, String directory) {
    return path.length() > directory.length()
        && path.charAt(directory.length()) == '/'
        && path.startsWith(directory);
  }

  private static int compare(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      if (one.charAt(i) != other.charAt(i)) {
        return rank(one.charAt(i)) - rank(other.charAt(i));
      }
    }
    return one.length() - other.length();
  }

  /** A slash comes before all other characters. */
  private static int rank(char c) {
    return c == '/' ? 0 : c + 1;
  }

  private NavigableMap<String, Entry> mapBelow(String directory) {
    return directory.isEmpty()
        ? entries
        : entries.subMap(directory + "/", true, directory + "\0", false);
  }

  private void apply(UnpackedLayer layer) throws IOException {
    NavigableSet<String> paths = new TreeSet<>(ORDER);
    layer.entries().forEach(entry -> paths.add(entry.path()));
    NavigableSet<String> touched = new TreeSet<>(paths);
    touched.addAll(layer.whiteouts());
    layer.emptied().forEach(directory -> touched.add(directory + "/"));
    checkFilesAndLinks(layer, paths, touched);

    layer.emptied().forEach(directory -> mapBelow(directory).clear());
    layer.whiteouts().forEach(this::remove);
    // a link that becomes a directory is not followed
    for (Entry entry : layer.entries()) {
      if (entry instanceof DirectoryEntry && !isDirectory(entry.path())) {
        entries.remove(entry.path());
      }
    }
    for (String path : touched) {
      if (leafAt(path) instanceof LinkEntry link && !link.path().equals(path)) {
        throw isBelowLink(path, link.path());
      }
    }
    for (Entry entry : layer.entries()) {
      Entry before = leafAt(entry.path());
      if (before != null) {
        entries.remove(before.path()); // perhaps a file that becomes a directory
      }
      if (!(entry instanceof DirectoryEntry)) {
        remove(entry.path());
      }
      entries.put(entry.path(), entry);
    }
  }

  /**
   * Checks that a layer has nothing below a file or a link of its own: programs that follow the
   * link would write or remove something elsewhere.
   *
   * @param paths the paths of its entries
   * @param touched those, and the paths of all that it removes; for a directory that is emptied, a
   *     path in it
   */
  private static void checkFilesAndLinks(
      UnpackedLayer layer, NavigableSet<String> paths, NavigableSet<String> touched)
      throws IOException {
    for (Entry entry : layer.entries()) {
      String path = entry.path();
      String next = (entry instanceof LinkEntry ? touched : paths).higher(path);
      if (entry instanceof DirectoryEntry || next == null || !isBelow(next, path)) {
        continue;
      }
      throw entry instanceof LinkEntry
          ? isBelowLink(next, path)
          : new IOException(entryNamed(path) + " is a file, and has files in it");
    }
  }

  private static IOException isBelowLink(String path, String link) {
    return new IOException(entryNamed(path) + " is below " + linkNamed(link));
  }

  private void remove(String path) {
    entries.remove(path);
    mapBelow(path).clear();
  }

  /** Adds the directories that have no entry, and counts all, since they are created. */
  private void addDirectories() throws IOException {
    EntryCount count = new EntryCount();
    for (String path : new ArrayList<>(entries.keySet())) {
      count.add(path);
      for (String directory = parent(path);
          !directory.isEmpty() && !entries.containsKey(directory);
          directory = parent(directory)) {
        count.add(directory);
        entries.put(directory, new DirectoryEntry(directory, null));
      }
    }
  }
}
