package io.github.captainos.release.pull.files;

import java.util.Comparator;
import java.util.NavigableMap;

/**
 * The order of paths in which the content of a directory directly follows it. So the paths below a
 * path, and a file that is a parent of a path, are found without a search through all paths.
 */
public final class PathOrder {
  static final Comparator<String> COMPARATOR = PathOrder::compare;

  private PathOrder() {}

  private static int compare(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      if (one.charAt(i) != other.charAt(i)) {
        return rank(one.charAt(i)) - rank(other.charAt(i));
      }
    }
    return one.length() - other.length();
  }

  /** A slash comes before all other characters. */
  private static int rank(char c) {
    return c == '/' ? 0 : c + 1;
  }

  /** Returns whether a path is below another. */
  public static boolean isBelow(String path, String directory) {
    return path.length() > directory.length()
        && path.charAt(directory.length()) == '/'
        && path.startsWith(directory);
  }

  /** Returns the part of a map that is below a directory. */
  public static <T> NavigableMap<String, T> below(NavigableMap<String, T> paths, String directory) {
    return directory.isEmpty()
        ? paths
        : paths.subMap(directory + "/", true, directory + "\0", false);
  }

  /**
   * Returns the start of the part of a path that differs from the path before it.
   *
   * @param path a path
   * @param before the one before it in this order; the empty path before the first
   * @return the length of the directories, with their slashes, that both have
   */
  public static int common(String path, String before) {
    if (isBelow(path, before)) {
      return before.length() + 1;
    }
    int length = Math.min(path.length(), before.length());
    int i = 0;
    while (i < length && path.charAt(i) == before.charAt(i)) {
      i++;
    }
    return path.lastIndexOf('/', i - 1) + 1;
  }
}
