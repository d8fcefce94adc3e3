package io.github.captainos.image;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the file of a layer no longer has the bytes that the layer's digest was computed from.
 */
public final class FileChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  FileChangedException(Path file, String what) {
    this(file, what, null);
  }

  FileChangedException(Path file, String what, @Nullable IOException cause) {
    super(
        "The file "
            + file
            + " changed while it was being published ("
            + what
            + "). Publish again when the program that writes it has finished.",
        cause);
  }
}
