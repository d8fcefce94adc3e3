package io.github.captainos.release.publish.input;

import io.github.captainos.release.ReleaseException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target in the configuration.
 *
 * @param name the target's name, which ends the tag of its image
 * @param files the files and directories of its image, in the order of layers
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
   * A file or directory in the configuration.
   *
   * @param written what the user wrote: a path or a glob, relative to the module's base directory,
   *     or the coordinates of an artifact
   * @param artifact finds the artifact; null for a path or a glob
   * @param isDirectory whether it is a {@code <directory>}
   * @param includes Maven's patterns of what is taken of a directory; all of it if there are none
   * @param excludes Maven's patterns of what is not taken of a directory
   * @param name the name in the image, or null for the default
   * @param compression {@code none}, {@code zstd} or {@code gzip}, or null for the default
   */
  public record Source(
      String written,
      @Nullable Finder artifact,
      boolean isDirectory,
      List<String> includes,
      List<String> excludes,
      @Nullable String name,
      @Nullable String compression) {

    public Source {
      includes = List.copyOf(includes);
      excludes = List.copyOf(excludes);
    }
  }

  /** Finds the file of an artifact. It is only called for files of images that are published. */
  public interface Finder {
    /**
     * @throws ReleaseException if there is none; the message continues "target arm64: "
     */
    Found find() throws ReleaseException;
  }

  /**
   * A file or directory that was found.
   *
   * @param path its path
   * @param name its default name in an image
   */
  public record Found(Path path, String name) {}
}
