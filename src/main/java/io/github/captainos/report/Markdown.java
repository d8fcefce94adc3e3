package io.github.captainos.report;

import io.github.captainos.support.Printable;

/** Text that GitHub's Markdown shows as it is, in a cell of a table as well. */
final class Markdown {
  private static final String PLAIN = " .,:/-()";

  private Markdown() {}

  /** Returns the text, with all that might mean something as a character reference. */
  static String text(String text) {
    StringBuilder escaped = new StringBuilder();
    Printable.of(text)
        .codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0) {
                escaped.appendCodePoint(c);
              } else {
                escaped.append("&#").append(c).append(';');
              }
            });
    return escaped.toString();
  }

  /** Returns the text as code. */
  static String code(String text) {
    return "<code>" + text(text) + "</code>";
  }
}
