package io.github.captainos.release.input;

import io.github.captainos.image.tar.LayerSource.Selection;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The origin of a file or directory to publish. {@code toString} returns what the user wrote. */
public interface FileOrigin {

  /**
   * Finds the file or directory. It is only called for files of images that are published.
   *
   * @param files finds files by their path
   * @throws Problem if there is not exactly one
   */
  Found find(SourceFiles files) throws Problem;

  /**
   * A file or directory that was found.
   *
   * @param path its path
   * @param name its default name in an image
   * @param selection what is taken of a directory; null for a file
   */
  record Found(Path path, String name, @Nullable Selection selection) {

    /** Creates a file that was found. */
    public Found(Path file, String name) {
      this(file, name, null);
    }
  }

  /** A file or directory that cannot be published; the message says which, why, and what to do. */
  final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message continues "target arm64: "
     */
    public Problem(String message) {
      super(message);
    }
  }
}
