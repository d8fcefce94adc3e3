package io.github.captainos.support;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Suggests valid values that are similar to an invalid one. */
public final class Suggestion {
  /** Shorter texts are a prefix of too many values. */
  private static final int SHORTEST_BEGINNING = 3;

  /** If more values are equally close, none is suggested. */
  private static final int MOST = 2;

  private Suggestion() {}

  /**
   * Suggests a valid value.
   *
   * @return a question with a leading space, such as {@code " Did you mean arm64?"}, or an empty
   *     string
   */
  public static String of(String written, Collection<String> valid) {
    return question(meant(written, valid));
  }

  /** Returns a question for these suggestions, or an empty string if there are none. */
  public static String question(List<String> meant) {
    return meant.isEmpty() ? "" : " Did you mean " + String.join(" or ", meant) + "?";
  }

  /**
   * Returns the values that are close, else those that begin with the text; none if there are too
   * many.
   */
  public static List<String> meant(String written, Collection<String> valid) {
    List<String> meant = closest(written, valid);
    if (meant.isEmpty() && written.length() >= SHORTEST_BEGINNING) {
      meant = valid.stream().filter(text -> text.startsWith(written)).toList();
    }
    return meant.size() > MOST ? List.of() : meant;
  }

  /**
   * Returns the closest valid values, if they are close enough: one edit for three letters, two
   * edits for six. Case is ignored.
   */
  public static List<String> closest(String written, Collection<String> valid) {
    int allowed = written.length() < 3 ? 0 : written.length() < 6 ? 1 : 2;
    List<String> closest = new ArrayList<>();
    for (String text : valid) {
      int distance = distance(written.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
      if (distance < allowed) {
        allowed = distance;
        closest.clear();
      }
      if (distance <= allowed) {
        closest.add(text);
      }
    }
    return closest;
  }

  /**
   * Returns the number of inserted, deleted, replaced or transposed letters: the optimal string
   * alignment distance.
   */
  private static int distance(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        distance[i][j] =
            Math.min(
                distance[i - 1][j - 1] + wrong,
                1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          distance[i][j] = Math.min(distance[i][j], 1 + distance[i - 2][j - 2]);
        }
      }
    }
    return distance[a.length()][b.length()];
  }
}
