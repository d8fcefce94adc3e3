package io.github.captainos.image.tar;

import java.nio.file.Path;

/**
 * An entry of a layer to publish, as it was found on disk.
 *
 * @param path its path in the image, with {@code /} between the components and not at the end
 * @param kind what it is
 * @param file where it is on disk
 * @param target the target of a link, as it is stored; empty for others
 */
public record SourceEntry(String path, Kind kind, Path file, String target) {

  /** What an entry is. */
  public enum Kind {
    FILE,
    DIRECTORY,
    LINK
  }

  /** Returns whether this is a regular file, the only kind with content. */
  public boolean isFile() {
    return kind == Kind.FILE;
  }

  /** Returns whether this is a symbolic link. */
  public boolean isLink() {
    return kind == Kind.LINK;
  }
}
