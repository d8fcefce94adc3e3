package io.github.captainos.release.input;

import java.nio.file.Path;

/**
 * Where a file that is to be published comes from. {@code toString} returns what the user wrote.
 */
public interface FileOrigin {

  /**
   * Finds the file. Nobody asks for a file that is in none of the images that are published.
   *
   * @param files finds those that are named by a path
   * @throws Problem if there is not exactly one
   */
  Found find(SourceFiles files) throws Problem;

  /**
   * A file that was found.
   *
   * @param file where it is
   * @param name what it is called in an image, where the user says nothing else
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
