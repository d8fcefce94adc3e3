package io.github.captainos.image.tar;

import io.github.captainos.image.FileChangedException;
import java.nio.file.Path;
import java.util.List;

/** The file or directory that a layer is made of, as it was found on disk. */
public interface LayerSource {

  /** Returns where it is on disk. */
  Path path();

  /** Returns its name in the image. */
  String name();

  /** Returns which part of what is at its path it is: {@link Selection#id()}. */
  default String selection() {
    return Selection.ALL.id();
  }

  /** Returns the entries of the layer, in their order. A directory is its own first entry. */
  List<SourceEntry> entries();

  /** Returns the entries that are files, in their order. */
  default List<SourceEntry> files() {
    return entries().stream().filter(SourceEntry::isFile).toList();
  }

  /** Returns whether it is a directory. */
  default boolean isDirectory() {
    return !entries().get(0).isFile();
  }

  /**
   * Checks that the entries are still the same. The content of files is not looked at.
   *
   * @throws FileChangedException if an entry was added, removed or replaced by one of another kind,
   *     or if a link has another target
   */
  void checkEntries() throws FileChangedException;
}
