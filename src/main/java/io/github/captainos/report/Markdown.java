package io.github.captainos.report;

import io.github.captainos.support.Printable;

/** Escapes text for GitHub's Markdown, also for cells of tables. */
public final class Markdown {
  private static final String PLAIN = " .,:/-()";

  private Markdown() {}

  /** Returns the text, with all characters that may be markup as character references. */
  public static String text(String text) {
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
  public static String code(String text) {
    return "<code>" + text(text) + "</code>";
  }
}
