package io.github.captainos.release.content;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a file of checksums, as the command sha256sum writes it.
 *
 * @param sha256 the digest in hexadecimal digits, in lower case
 * @param name the path of the file, relative to the directory of the file of checksums
 */
public record ChecksumLine(String sha256, String name) {
  /** In text or in binary mode; names may have any character. */
  private static final Pattern LINE =
      Pattern.compile("([0-9a-fA-F]{64}) [ *](?:\\./)*(.+?)\r?", Pattern.DOTALL);

  /** Parses a line without its line feed; returns empty if it is not a checksum. */
  public static Optional<ChecksumLine> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(new ChecksumLine(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2)))
        : Optional.empty();
  }
}
