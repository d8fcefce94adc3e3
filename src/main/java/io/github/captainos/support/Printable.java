package io.github.captainos.support;

import java.util.regex.Pattern;

/**
 * Escapes text from registries and images before it is printed. Such text is not trusted: control
 * characters in it would control the terminal, characters that change the direction of text could
 * disguise it, it may be megabytes long, and it may repeat a password. Such characters are printed
 * as escapes, as in {@code \u202e}, and {@link Secrets} as {@code ***}; other text is unchanged.
 *
 * @see <a href="https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing">Unicode
 *     Technical Report 36: bidirectional text spoofing</a>
 */
public final class Printable {
  /** The maximum length of quoted text, in characters. */
  static final int LONGEST = 400;

  private static final Pattern NAME = Pattern.compile("[\\p{Graph}&&[^\"(),;]]+");

  private Printable() {}

  /**
   * Returns one line of at most 400 characters; longer text is truncated and ends with {@code …}.
   */
  public static String of(String foreign) {
    String text = Secrets.hidden(foreign, LONGEST);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      String character = shown(text.codePointAt(i));
      if (line.length() + character.length() > LONGEST) {
        return line.append('…').toString();
      }
      line.append(character);
    }
    return line.toString();
  }

  /**
   * Returns text that stands for one name in a line with other text. If it has more than visible
   * ASCII characters, or some that separate names, it is quoted, so that no part of it can be read
   * as text of the line.
   */
  public static String name(String text) {
    String line = of(text);
    return NAME.matcher(line).matches() ? line : '"' + line.replace("\"", "\\u0022") + '"';
  }

  /**
   * Returns an escaped message, which may have several lines and quotes that were truncated before.
   */
  public static String message(String text) {
    StringBuilder lines = new StringBuilder();
    Secrets.hidden(text).codePoints().forEach(c -> lines.append(c == '\n' ? "\n" : shown(c)));
    return lines.toString();
  }

  private static String shown(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          (Character.isBmpCodePoint(character) ? "\\u%04x" : "\\u{%x}").formatted(character);
      default -> Character.toString(character);
    };
  }
}
