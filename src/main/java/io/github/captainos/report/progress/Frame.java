package io.github.captainos.report.progress;

import java.util.List;

/**
 * The output that draws lines at the bottom of a terminal, above which all other output scrolls. It
 * is written in one piece, so that no other output comes in between. It restores the cursor, and so
 * can be written in the middle of a line of another program. It does not depend on the effects of
 * earlier frames, since other programs may have changed them, and finds the bottom even if the
 * terminal has been resized since its size was determined.
 *
 * @see <a href="https://vt100.net/docs/vt510-rm/DECSTBM.html">VT510: set top and bottom margins</a>
 */
final class Frame {
  private static final String SAVE_CURSOR = "\0337";
  private static final String RESTORE_CURSOR = "\0338";
  private static final String DOWN_OR_SCROLL = "\033D";
  private static final String UP = "\033[%dA";
  private static final String SCROLL_ALL = "\033[r";
  private static final String SCROLL_TO = "\033[1;%dr";
  private static final String LAST_ROW = "\033[9999;1H";
  private static final String NEXT_ROW = "\r\033[B";
  private static final String ERASE_REST_OF_LINE = "\033[K";
  private static final String ERASE_BELOW = "\033[J";
  private static final String PLAIN_COLOURS = "\033[m";
  private static final String CUT_LONG_LINES = "\033[?7l";
  private static final String WRAP_LONG_LINES = "\033[?7h";

  private Frame() {}

  /**
   * Returns the output that replaces the previous lines.
   *
   * @param lines the lines, fewer than the terminal has rows
   * @param before the number of previous lines
   * @param rows the number of rows of the terminal, as far as is known
   * @param resized whether the terminal had another size when the previous lines were drawn, which
   *     may now be anywhere below the cursor now
   */
  static String of(List<String> lines, int before, int rows, boolean resized) {
    StringBuilder frame = new StringBuilder(SAVE_CURSOR + SCROLL_ALL + RESTORE_CURSOR);
    int height = lines.size();
    if (resized) {
      frame.append(ERASE_BELOW);
    }
    if (height > 0) {
      // so that the cursor is above the lines; if it already is, this changes nothing
      frame.append(DOWN_OR_SCROLL.repeat(height)).append(UP.formatted(height));
    }
    int erased = resized ? 0 : Math.max(0, before - height);
    frame.append(SAVE_CURSOR).append(PLAIN_COLOURS).append(CUT_LONG_LINES).append(LAST_ROW);
    if (erased + height > 1) {
      frame.append(UP.formatted(erased + height - 1));
    }
    frame.append((ERASE_REST_OF_LINE + NEXT_ROW).repeat(erased));
    lines.forEach(line -> frame.append(line).append(ERASE_REST_OF_LINE + NEXT_ROW));
    if (height > 0) {
      frame.append(SCROLL_TO.formatted(rows - height));
    }
    return frame.append(WRAP_LONG_LINES).append(RESTORE_CURSOR).toString();
  }
}
