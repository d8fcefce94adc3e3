package io.github.captainos.release.input;

import io.github.captainos.release.Setting;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings for the files to publish, and for their layers.
 *
 * @param targets all targets of the project
 * @param checksums whether each target gets a checksum file
 * @param compression how layers are compressed: {@code none}, {@code zstd} or {@code gzip}
 * @param baseDirectory the directory that the files' paths are relative to
 * @param workDirectory the directory for generated files that are published, too
 */
public record FileRequest(
    List<TargetFiles> targets,
    boolean checksums,
    Setting compression,
    Path baseDirectory,
    Path workDirectory) {

  public FileRequest {
    targets = List.copyOf(targets);
  }
}
