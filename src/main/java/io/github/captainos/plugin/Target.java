package io.github.captainos.plugin;

import io.github.captainos.release.TargetFiles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code <target>} of the POM: a {@code <name>} and its {@code <files>}. */
public final class Target {
  private @Nullable String name;
  private List<ArtifactFile> files = new ArrayList<>();

  /** Takes {@code <name>}, which ends the tag of the target's image, such as {@code amd64}. */
  public void setName(String name) {
    this.name = name;
  }

  /** Takes {@code <files>}, in the order of the image's layers. */
  public void setFiles(List<ArtifactFile> files) {
    this.files = files;
  }

  TargetFiles toTargetFiles() {
    return new TargetFiles(
        name == null ? "" : name.strip(), files.stream().map(ArtifactFile::toSource).toList());
  }
}
