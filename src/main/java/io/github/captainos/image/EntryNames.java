package io.github.captainos.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The rule for names of files and directories in an image, published or pulled. */
public final class EntryNames {
  /**
   * What the names of directories begin with in which a pull keeps files that are not yet complete.
   */
  public static final String STAGING_PREFIX = ".captain-pull-";

  /** The longest name that the file systems of our users can hold, in bytes. */
  private static final int LONGEST = 255;

  private EntryNames() {}

  /**
   * Returns why nothing in an image may have this name, a single component of a path; empty if it
   * may. Which characters beyond that are allowed is up to the system that the image is pulled on.
   *
   * @return what continues "the file 'name' "
   */
  public static Optional<String> problem(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      return Optional.of("has no file name");
    }
    if (name.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
      return Optional.of(
          "has characters that a file's name should not have: '/', '\\' or control characters");
    }
    // U+FFFD is what readers put in the place of bytes that are not UTF-8
    if (name.indexOf('\ufffd') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return Optional.of("has a name that is not UTF-8");
    }
    if (name.startsWith(STAGING_PREFIX)) {
      return Optional.of("has a name that Captain keeps for itself: " + STAGING_PREFIX + "…");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      return Optional.of("has a name that is too long: more than " + LONGEST + " bytes");
    }
    return Optional.empty();
  }
}
