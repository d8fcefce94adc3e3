package io.github.captainos.release;

import java.util.regex.Pattern;

/** The names of the checksum files that Captain adds to images. */
public final class ChecksumNames {
  private static final Pattern NAME =
      Pattern.compile("(.*/)?sha256sums-[^/]*\\.txt", Pattern.DOTALL);

  private ChecksumNames() {}

  /** Returns the name of the checksum file of a target. */
  public static String of(Flavor flavor, String target) {
    return flavor.appendedTo("sha256sums") + "-" + target + ".txt";
  }

  /** Returns whether a file of this name, in any directory of an image, is a checksum file. */
  public static boolean isOne(String path) {
    return NAME.matcher(path).matches();
  }
}
