package io.github.captainos.plugin;

import io.github.captainos.release.TargetFiles;
import org.jspecify.annotations.Nullable;

/**
 * A {@code <file>} of the POM: a path alone, or a {@code <source>} with an optional {@code <name>}.
 */
public final class ArtifactFile {
  private @Nullable String source;
  private @Nullable String name;
  private @Nullable String compression;

  /** Takes the path from {@code <file>path</file>}; Maven calls this. */
  public void set(String path) {
    this.source = path;
  }

  /** Takes {@code <source>}: a path or a glob that matches one file. */
  public void setSource(String source) {
    this.source = source;
  }

  /** Takes {@code <name>}: the file's name in the image. */
  public void setName(String name) {
    this.name = name;
  }

  /** Takes {@code <compression>}: {@code none}, {@code zstd} or {@code gzip}. */
  public void setCompression(String compression) {
    this.compression = compression;
  }

  /** Returns the path, empty where there is none. */
  String source() {
    return source == null ? "" : source.strip();
  }

  TargetFiles.Source toSource() {
    return new TargetFiles.Source(source(), name, compression);
  }
}
