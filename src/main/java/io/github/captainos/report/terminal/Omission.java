package io.github.captainos.report.terminal;

/** The text for what a recap leaves out. */
public final class Omission {
  private Omission() {}

  /**
   * Returns the text.
   *
   * @param count how many are left out
   * @param file the name of the file that has all of them
   */
  public static String of(int count, String file) {
    return "and " + count + " more, which " + file + " has";
  }
}
