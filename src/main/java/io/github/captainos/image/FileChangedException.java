package io.github.captainos.image;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file behind a layer no longer has the bytes that the layer's digest was computed from. */
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
            + "). Publish once whatever writes it has finished.",
        cause);
  }
}
