package io.github.captainos.release;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checksum files that Captain adds to images: their names, and their lines. */
public final class ChecksumNames {
  private static final String PREFIX = "sha256sums-";
  private static final Pattern NAME =
      Pattern.compile("(.*/)?sha256sums-[^/]*\\.txt", Pattern.DOTALL);

  /** In text or in binary mode; names may have any character. */
  private static final Pattern LINE =
      Pattern.compile("([0-9a-fA-F]{64}) [ *](?:\\./)*(.+?)\r?", Pattern.DOTALL);

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

  /**
   * A line of a checksum file, as the command {@code sha256sum} writes it.
   *
   * @param sha256 the digest in hexadecimal digits, in lower case
   * @param name the path of the file, relative to the directory of the checksum file
   */
  public record Line(String sha256, String name) {

    /** Parses a line without its line feed; returns empty if it is not a checksum. */
    public static Optional<Line> parse(String line) {
      Matcher matcher = LINE.matcher(line);
      return matcher.matches()
          ? Optional.of(new Line(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2)))
          : Optional.empty();
    }
  }
}
