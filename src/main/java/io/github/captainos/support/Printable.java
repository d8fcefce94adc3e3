package io.github.captainos.support;

/**
 * Text as it may be printed. What a registry or an image says comes from strangers: a terminal
 * would obey control characters in it, characters that change the direction of writing would make
 * it look like something else, and it may be megabytes long. Such characters are shown by their
 * numbers, as in {@code \u202e}; text that has none stays as it is.
 *
 * @see <a href="https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing">Unicode
 *     Technical Report 36: bidirectional text spoofing</a>
 */
public final class Printable {
  /** How many characters of a quote are shown. */
  static final int LONGEST = 400;

  private Printable() {}

  /** Returns one line of at most 400 characters; of a longer text, its beginning and {@code …}. */
  public static String of(String text) {
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

  /** Returns a whole message, which may have several lines and quotes that were cut before. */
  public static String message(String text) {
    StringBuilder lines = new StringBuilder();
    text.codePoints().forEach(c -> lines.append(c == '\n' ? "\n" : shown(c)));
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
