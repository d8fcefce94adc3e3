package io.github.captainos.release.input;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target in the configuration.
 *
 * @param name the target's name, which ends the tag of its image
 * @param files the files of its image, in the order of layers
 * @param sbom the path or glob of its SBOM, or null if it has none
 */
public record TargetFiles(String name, List<Source> files, @Nullable String sbom) {

  /** Creates a target without an SBOM. */
  public TargetFiles(String name, List<Source> files) {
    this(name, files, null);
  }

  public TargetFiles {
    files = List.copyOf(files);
  }

  /**
   * A file in the configuration.
   *
   * @param origin the file's origin
   * @param name the file's name in the image, or null for the default
   * @param compression {@code none}, {@code zstd} or {@code gzip}, or null for the default
   */
  public record Source(FileOrigin origin, @Nullable String name, @Nullable String compression) {

    /** Creates a file of a path or a glob, with the default compression. */
    public Source(String path, @Nullable String name) {
      this(new PathOrigin(path), name, null);
    }
  }
}
