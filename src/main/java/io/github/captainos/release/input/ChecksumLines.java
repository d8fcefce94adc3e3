package io.github.captainos.release.input;

import io.github.captainos.image.tar.Layer;
import java.util.List;

/** The content of a file with checksums, in the format of the command {@code sha256sum}. */
final class ChecksumLines {
  private ChecksumLines() {}

  /** Returns a line for each file, in the order of the layers and their entries. */
  static String of(List<Layer> layers) {
    StringBuilder lines = new StringBuilder();
    for (Layer layer : layers) {
      for (Layer.Content file : layer.files()) {
        lines.append(file.digest().getHash()).append("  ").append(file.path()).append('\n');
      }
    }
    return lines.toString();
  }
}
