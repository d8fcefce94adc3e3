package io.github.captainos.plugin.pom;

import io.github.captainos.release.input.FileOrigin;
import io.github.captainos.release.input.PathOrigin;
import io.github.captainos.release.input.TargetFiles;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@code <file>} of the POM: just a path, or a {@code <source>} or an {@code <artifact>} with an
 * optional {@code <name>} and {@code <compression>}. Maven also reads other elements of {@code
 * <files>} as this, unless the package has a class of the element's name.
 */
public class ArtifactFile {
  private @Nullable String source;
  private @Nullable String artifact;
  private @Nullable String name;
  private @Nullable String compression;

  /** Sets the path of {@code <file>path</file>}; called by Maven. */
  public void set(String path) {
    this.source = path;
  }

  /** Sets {@code <source>}: a path, or a glob that matches one file. */
  public void setSource(String source) {
    this.source = source;
  }

  /** Sets {@code <artifact>}: {@code groupId:artifactId:version[:type[:classifier]]}. */
  public void setArtifact(String artifact) {
    this.artifact = artifact;
  }

  /** Sets {@code <name>}: the file's name in the image. */
  public void setName(String name) {
    this.name = name;
  }

  /** Sets {@code <compression>}: {@code none}, {@code zstd} or {@code gzip}. */
  public void setCompression(String compression) {
    this.compression = compression;
  }

  /**
   * @param artifacts supplies the finder of Maven artifacts, if the file is one
   */
  TargetFiles.Source toSource(Supplier<MavenArtifacts> artifacts) {
    return new TargetFiles.Source(origin(artifacts), unlessBlank(name), unlessBlank(compression));
  }

  /** Returns null for a blank value, which counts as not set, as for parameters. */
  private static @Nullable String unlessBlank(@Nullable String value) {
    return value == null || value.isBlank() ? null : value;
  }

  /** Returns the path or glob, or an empty string if there is none. */
  String path() {
    return source == null ? "" : source.strip();
  }

  /**
   * @param artifacts supplies the finder of Maven artifacts, if the file is one
   */
  FileOrigin origin(Supplier<MavenArtifacts> artifacts) {
    String path = path();
    String coordinates = artifact == null ? "" : artifact.strip();
    if (coordinates.isEmpty()) {
      return new PathOrigin(path);
    }
    return path.isEmpty()
        ? new ArtifactOrigin(coordinates, artifacts.get())
        : files -> {
          throw new FileOrigin.Problem(
              "a <file> has both the <source> "
                  + path
                  + " and the <artifact> "
                  + coordinates
                  + "; remove one of them");
        };
  }
}
