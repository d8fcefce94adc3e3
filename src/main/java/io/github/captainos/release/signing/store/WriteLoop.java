package io.github.captainos.release.signing.store;

import java.io.IOException;
import java.util.List;

/**
 * Writes what a registry does not have, and reads it back: no registry refuses a tag that another
 * program has moved since it was read.
 *
 * @param <T> what is written
 */
public interface WriteLoop<T> {
  int MOST_WRITES = 3;

  /** Returns what the registry does not have. */
  List<T> missing() throws IOException;

  /** Writes what was missing when it was last looked up. */
  void write(List<T> missing) throws IOException;

  /**
   * Writes what is missing until nothing is.
   *
   * @param what what is written, in the plural
   * @return whether anything was written
   * @throws IOException if it is lost again and again, or a request failed
   */
  default boolean run(String what) throws IOException {
    for (int writes = 0; ; writes++) {
      List<T> missing = missing();
      if (missing.isEmpty()) {
        return writes > 0;
      }
      if (writes == MOST_WRITES) {
        throw new IOException(
            "the registry does not have the "
                + what
                + " that were written, "
                + MOST_WRITES
                + " times: another program may sign the image at the same time. Run the build"
                + " again");
      }
      write(missing);
    }
  }
}
