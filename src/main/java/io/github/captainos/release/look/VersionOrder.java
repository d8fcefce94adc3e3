package io.github.captainos.release.look;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a tag in version order: the newest version first, and a version before what follows
 * it, such as {@code v1.2.0} before {@code v1.2.0-rc.1}; then other names, such as {@code latest},
 * in the order of their text, but larger numbers, as of nightly builds, first; then commits.
 *
 * @param kind 0 for a version, 1 for another name, 2 for a commit
 * @param numbers the numbers of a version
 * @param rest the text behind them, or the name; divided into numbers and other text
 * @param tag the tag
 */
record VersionOrder(int kind, List<String> numbers, List<String> rest, String tag)
    implements Comparable<VersionOrder> {
  private static final Pattern VERSION = Pattern.compile("v?(\\d+(?:\\.\\d+)*)(?:[-+_.](.*))?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?(-.*)?");
  private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

  private static final Comparator<VersionOrder> ORDER =
      Comparator.comparingInt(VersionOrder::kind)
          .thenComparing(VersionOrder::numbers, VersionOrder::newerFirst)
          .thenComparing(VersionOrder::compareRest)
          .thenComparing(VersionOrder::tag);

  static VersionOrder of(String tag) {
    if (COMMIT.matcher(tag).matches()) {
      return new VersionOrder(2, List.of(), List.of(tag), tag);
    }
    Matcher version = VERSION.matcher(tag);
    if (!version.matches()) {
      return new VersionOrder(1, List.of(), parts(tag), tag);
    }
    String rest = version.group(2);
    return new VersionOrder(
        0, List.of(version.group(1).split("\\.")), rest == null ? List.of() : parts(rest), tag);
  }

  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    PART.matcher(text).results().forEach(part -> parts.add(part.group()));
    return parts;
  }

  /** Returns whether it is a version. */
  boolean isVersion() {
    return kind == 0;
  }

  /** Returns whether it is neither a version nor a commit. */
  boolean isName() {
    return kind == 1;
  }

  @Override
  public int compareTo(VersionOrder other) {
    return ORDER.compare(this, other);
  }

  private static int compareRest(VersionOrder one, VersionOrder other) {
    if (!one.isVersion()) {
      return one.isName() ? compareNames(one.rest, other.rest) : 0;
    }
    return one.rest.isEmpty() || other.rest.isEmpty()
        ? Boolean.compare(!one.rest.isEmpty(), !other.rest.isEmpty())
        : newerFirst(one.rest, other.rest);
  }

  /** Compares text in alphabetical order, and numbers in descending order. */
  private static int compareNames(List<String> one, List<String> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int result = compareParts(one.get(i), other.get(i));
      if (result != 0) {
        return isNumber(one.get(i)) && isNumber(other.get(i)) ? -result : result;
      }
    }
    return Integer.compare(one.size(), other.size());
  }

  /** Compares part by part, numbers by their value. */
  private static int newerFirst(List<String> one, List<String> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int result = compareParts(other.get(i), one.get(i));
      if (result != 0) {
        return result;
      }
    }
    return Integer.compare(other.size(), one.size());
  }

  private static int compareParts(String one, String other) {
    if (!isNumber(one) || !isNumber(other)) {
      return one.compareTo(other);
    }
    String a = one.replaceFirst("^0+", "");
    String b = other.replaceFirst("^0+", "");
    return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
  }

  private static boolean isNumber(String part) {
    return part.charAt(0) >= '0' && part.charAt(0) <= '9';
  }
}
