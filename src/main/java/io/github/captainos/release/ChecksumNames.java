package io.github.captainos.release;

import java.util.Optional;
import java.util.regex.Pattern;

/** The names of the checksum files that Captain adds to images. */
public final class ChecksumNames {
  private static final String PREFIX = "sha256sums-";
  private static final Pattern NAME =
      Pattern.compile("(.*/)?sha256sums-[^/]*\\.txt", Pattern.DOTALL);

  private ChecksumNames() {}

  /** Returns the name of the checksum file of a target. */
  public static String of(Flavor flavor, String target) {
    return flavor.appendedTo("sha256sums") + "-" + target + ".txt";
  }

  /**
   * Returns the flavor in the name of the checksum file of a target; empty if it has none, or if
   * the name is another one.
   */
  public static Optional<String> flavor(String name, String target) {
    String ending = "-" + target + ".txt";
    int end = name.length() - ending.length();
    return name.startsWith(PREFIX) && name.endsWith(ending) && end > PREFIX.length()
        ? Optional.of(name.substring(PREFIX.length(), end))
        : Optional.empty();
  }

  /** Returns whether a file of this name, in any directory of an image, is a checksum file. */
  public static boolean isOne(String path) {
    return NAME.matcher(path).matches();
  }
}
