package io.github.captainos.release.input;

import java.nio.file.Path;

/** The origin of a file to publish. {@code toString} returns what the user wrote. */
public interface FileOrigin {

  /**
   * Finds the file. It is only called for files of images that are published.
   *
   * @param files finds files by their path
   * @throws Problem if there is not exactly one
   */
  Found find(SourceFiles files) throws Problem;

  /**
   * A file that was found.
   *
   * @param file its path
   * @param name its default name in an image
   */
  record Found(Path file, String name) {}

  /** A file that cannot be published; the message says which, why, and what to do. */
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
