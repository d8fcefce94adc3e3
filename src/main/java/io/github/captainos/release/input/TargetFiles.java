package io.github.captainos.release.input;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target as the user wrote it down.
 *
 * @param name the target's name, which ends the tag of its image
 * @param files the files of its image, in the order of layers
 */
public record TargetFiles(String name, List<Source> files) {

  public TargetFiles {
    files = List.copyOf(files);
  }

  /**
   * A file as the user wrote it down.
   *
   * @param origin where it comes from
   * @param name the file's name in the image, or null for its own
   * @param compression {@code none}, {@code zstd} or {@code gzip}, or null for what all have
   */
  public record Source(FileOrigin origin, @Nullable String name, @Nullable String compression) {

    /** A file that a path or a glob names, and that has no wishes of its own. */
    public Source(String path, @Nullable String name) {
      this(new PathOrigin(path), name, null);
    }
  }
}
