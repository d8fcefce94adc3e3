package io.github.captainos.plugin.pom;

import io.github.captainos.release.input.TargetFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A {@code <target>} of the POM: a {@code <name>}, its {@code <files>}, and an {@code <sbom>}. */
public final class Target {
  private @Nullable String name;
  private List<ArtifactFile> files = new ArrayList<>();
  private @Nullable String sbom;

  /** Sets {@code <name>}, the last part of the tag of the target's image, such as {@code amd64}. */
  public void setName(String name) {
    this.name = name;
  }

  /**
   * Sets {@code <files>}, each a {@code <file>} or a {@code <directory>}, in the order of the
   * image's layers.
   */
  public void setFiles(List<ArtifactFile> files) {
    this.files = files;
  }

  /**
   * Sets {@code <sbom>}, a file that lists what the target consists of, as SPDX or CycloneDX in
   * JSON: a path or a glob, like a file's.
   */
  public void setSbom(String sbom) {
    this.sbom = sbom;
  }

  /** Returns the name, or an empty string if there is none. */
  public String name() {
    return name == null ? "" : name.strip();
  }

  /**
   * @param artifacts supplies the finder of Maven artifacts, if a file is one
   */
  public TargetFiles toTargetFiles(Supplier<MavenArtifacts> artifacts) {
    return new TargetFiles(
        name(),
        files.stream().map(file -> file.toSource(artifacts)).toList(),
        sbom == null || sbom.isBlank() ? null : sbom.strip());
  }
}
