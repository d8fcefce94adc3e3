package io.github.captainos.release.input;

import io.github.captainos.release.Setting;
import java.nio.file.Path;
import java.util.List;

/**
 * Which files are to be published and how they become layers, as the user set it.
 *
 * @param targets all targets of the project
 * @param checksums whether each target gets a checksum file
 * @param compression how layers are compressed: {@code none}, {@code zstd} or {@code gzip}
 * @param baseDirectory what the files' paths are relative to
 * @param workDirectory where files are made that are published too
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
