package io.github.captainos.plugin.pom;

import io.github.captainos.release.input.DirectoryOrigin;
import io.github.captainos.release.input.FileOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@code <directory>} of the POM: just a path, or a {@code <source>} with an optional {@code
 * <name>}, {@code <compression>}, {@code <includes>} and {@code <excludes>}.
 */
public final class Directory extends ArtifactFile {
  private @Nullable String artifact;
  private List<@Nullable String> includes = new ArrayList<>();
  private List<@Nullable String> excludes = new ArrayList<>();

  @Override
  public void setArtifact(String coordinates) {
    this.artifact = coordinates;
  }

  /** Sets {@code <includes>}: patterns of what is taken of the directory. */
  public void setIncludes(List<@Nullable String> includes) {
    this.includes = includes;
  }

  /** Sets {@code <excludes>}: patterns of what is not taken of the directory. */
  public void setExcludes(List<@Nullable String> excludes) {
    this.excludes = excludes;
  }

  @Override
  FileOrigin origin(Supplier<MavenArtifacts> artifacts) {
    if (artifact != null) {
      return files -> {
        throw new FileOrigin.Problem(
            "a <directory> has the <artifact> "
                + artifact
                + ", which is a file. Write it as a <file>");
      };
    }
    return new DirectoryOrigin(path(), patterns(includes), patterns(excludes));
  }

  private static List<String> patterns(List<@Nullable String> patterns) {
    return patterns.stream()
        .filter(Objects::nonNull)
        .filter(pattern -> !pattern.isBlank())
        .toList();
  }
}
