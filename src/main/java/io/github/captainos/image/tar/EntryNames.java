package io.github.captainos.image.tar;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The rules for names of files and directories in an image, published or pulled. */
public final class EntryNames {
  /** The prefix of directories in which a pull stores files that are not yet complete. */
  public static final String STAGING_PREFIX = ".captain-pull-";

  private static final String WHITEOUT = ".wh.";

  /** The maximum length that common file systems support, in bytes. */
  private static final int LONGEST = 255;

  private EntryNames() {}

  /**
   * Returns why this name, a single component of a path, is not allowed in an image; empty if it
   * is. Which other characters are allowed depends on the system that pulls the image.
   *
   * @return the continuation of "the file 'name' "
   */
  public static Optional<String> problem(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      return Optional.of("has no file name");
    }
    if (name.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
      return Optional.of(
          "has characters that are not allowed in a file name: '/', '\\' or control characters");
    }
    // decoders replace bytes that are not UTF-8 with U+FFFD
    if (name.indexOf('\ufffd') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return Optional.of("has a name that is not UTF-8");
    }
    if (name.startsWith(STAGING_PREFIX)) {
      return Optional.of("has a name that Captain reserves: " + STAGING_PREFIX + "…");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      return Optional.of("has a name that is too long: more than " + LONGEST + " bytes");
    }
    return Optional.empty();
  }

  /**
   * Returns why an entry of an image that Captain publishes must not have this name; empty if it
   * may.
   *
   * @return the continuation of "the file 'name' "
   */
  public static Optional<String> problemOfPublished(String name) {
    return problem(name)
        .or(
            () ->
                name.startsWith(WHITEOUT)
                    ? Optional.of(
                        "has a name that begins with '"
                            + WHITEOUT
                            + "', which in a layer marks a file as deleted")
                    : Optional.empty());
  }
}
