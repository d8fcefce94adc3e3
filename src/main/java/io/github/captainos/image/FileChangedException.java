package io.github.captainos.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the file of a layer no longer has the bytes that the layer's digest was computed from.
 */
public final class FileChangedException extends SourceException {
  private static final long serialVersionUID = 1L;

  /**
   * @param file the file or directory
   * @param what how it changed, for the message
   */
  public FileChangedException(Path file, String what) {
    this(file, what, null);
  }

  /**
   * @param file the file or directory
   * @param what how it changed, for the message
   * @param cause why it could not be read, or null
   */
  public FileChangedException(Path file, String what, @Nullable IOException cause) {
    super(
        ("The %s %s changed while it was being published (%s). Publish again when the program that"
                + " writes it has finished.")
            .formatted(Files.isDirectory(file) ? "directory" : "file", file, what),
        cause);
  }
}
