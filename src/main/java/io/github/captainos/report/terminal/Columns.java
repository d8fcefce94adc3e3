package io.github.captainos.report.terminal;

/**
 * Measures and fits text in columns of a terminal, of which a character occupies none, one or two.
 */
public final class Columns {
  private static final String GAP = "..";

  /**
   * First and last of the characters that occupy two columns, approximately Unicode's East Asian
   * Width.
   */
  private static final int[][] WIDE = {
    {0x1100, 0x115f}, // Hangul Jamo
    {0x2e80, 0x303e}, // radicals and punctuation of CJK
    {0x3041, 0xa4cf}, // Kana to Yi
    {0xa960, 0xa97c},
    {0xac00, 0xd7a3}, // Hangul
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff01, 0xff60}, // full-width forms
    {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f}, // pictures
    {0x1f680, 0x1f6ff},
    {0x1f900, 0x1faff},
    {0x20000, 0x3fffd},
  };

  private Columns() {}

  /** Returns the number of columns of a text. */
  public static int width(String text) {
    return text.codePoints().map(Columns::width).sum();
  }

  private static int width(int character) {
    int type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    for (int[] range : WIDE) {
      if (character >= range[0] && character <= range[1]) {
        return 2;
      }
    }
    return 1;
  }

  /**
   * Truncates or pads a text to this number of columns. The middle is removed, since both ends are
   * more informative.
   */
  static String fit(String text, int columns) {
    int width = width(text);
    if (width > columns) {
      int kept = columns - GAP.length();
      String fitting = kept < 2 ? start(text, columns) : cut(text, kept);
      return fit(fitting, columns);
    }
    return text + " ".repeat(columns - width);
  }

  private static String cut(String text, int columns) {
    int end = columns / 2;
    String tail = text;
    while (width(tail) > end) {
      tail = tail.substring(tail.offsetByCodePoints(0, 1));
    }
    return start(text, columns - end) + GAP + tail;
  }

  private static String start(String text, int columns) {
    String start = text;
    while (width(start) > columns) {
      start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
    }
    return start;
  }
}
