package io.github.captainos.release;

import io.github.captainos.image.tar.SourceEntry.Kind;
import io.github.captainos.image.tar.TarReader;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.trust.Predicate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checksum files that Captain adds to images: their names, their layers and their lines. */
public final class ChecksumNames {
  /**
   * The maximum size of a layer with checksums in bytes, also unpacked: some 100,000 files, as many
   * as a statement about them may have.
   */
  public static final int MAX_SIZE = Predicate.MAX_SIZE;

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
   * Returns the content of a checksum file.
   *
   * @param layer the bytes of its layer
   * @throws IOException if the layer does not have it, or is invalid or too large
   */
  public static byte[] content(String name, byte[] layer) throws IOException {
    // no parameter sets the limit: a pull verifies larger ones, too
    UnpackedLimit limit =
        new UnpackedLimit(MAX_SIZE, "it unpacks to more than " + MAX_SIZE + " bytes");
    byte[] content = null;
    try (TarReader archive = new TarReader(new ByteArrayInputStream(layer), limit)) {
      TarReader.Entry entry;
      while ((entry = archive.next()) != null) {
        if (entry.kind() == Kind.FILE && entry.path().equals(name)) {
          content = archive.readAllBytes();
        }
      }
    }
    if (content == null) {
      throw new IOException("its layer does not have it");
    }
    return content;
  }

  /**
   * Checks what is to be signed and may be of anyone. The signature of a file does not say what the
   * file is: that of another text could become the signature of an image.
   *
   * @throws IOException if something in it is not a checksum
   */
  public static void checkLines(byte[] content) throws IOException {
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
      if (!line.isBlank() && Line.parse(line).isEmpty()) {
        throw new IOException("it has a line that is not a checksum");
      }
    }
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
