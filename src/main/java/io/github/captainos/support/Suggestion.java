package io.github.captainos.support;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What somebody may have meant who wrote something that is not valid. */
public final class Suggestion {
  /** Shorter ones begin too many. */
  private static final int SHORTEST_BEGINNING = 3;

  /** Where more are as close, none is meant. */
  private static final int MOST = 2;

  private Suggestion() {}

  /**
   * Asks whether something valid was meant.
   *
   * @return the question after a blank, such as {@code " Did you mean arm64?"}, or nothing
   */
  public static String of(String written, Collection<String> valid) {
    return question(meant(written, valid));
  }

  /** Asks whether one of these was meant; where there are none, this asks nothing. */
  public static String question(List<String> meant) {
    return meant.isEmpty() ? "" : " Did you mean " + String.join(" or ", meant) + "?";
  }

  /** Returns what is close, else what begins like this; nothing where there is too much of it. */
  public static List<String> meant(String written, Collection<String> valid) {
    List<String> meant = closest(written, valid);
    if (meant.isEmpty() && written.length() >= SHORTEST_BEGINNING) {
      meant = valid.stream().filter(text -> text.startsWith(written)).toList();
    }
    return meant.size() > MOST ? List.of() : meant;
  }

  /**
   * Returns the valid texts that are closest, if they are close at all: one slip away where there
   * are three letters, two where there are six. Small and capital letters are the same.
   */
  public static List<String> closest(String written, Collection<String> valid) {
    int allowed = written.length() < 3 ? 0 : written.length() < 6 ? 1 : 2;
    List<String> closest = new ArrayList<>();
    for (String text : valid) {
      int slips = slips(written.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
      if (slips < allowed) {
        allowed = slips;
        closest.clear();
      }
      if (slips <= allowed) {
        closest.add(text);
      }
    }
    return closest;
  }

  /**
   * Counts the letters that are missing, too many, wrong, or in the place of their neighbour: the
   * optimal string alignment distance.
   */
  private static int slips(String a, String b) {
    int[][] slips = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        slips[i][j] =
            Math.min(slips[i - 1][j - 1] + wrong, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          slips[i][j] = Math.min(slips[i][j], 1 + slips[i - 2][j - 2]);
        }
      }
    }
    return slips[a.length()][b.length()];
  }
}
