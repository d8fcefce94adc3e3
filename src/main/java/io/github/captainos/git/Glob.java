package io.github.captainos.git;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for tag names as {@code git describe --match} and {@code --exclude} understand it.
 *
 * <p>JGit's own matchers differ: they compare characters where git compares bytes (so that {@code
 * ?} stands for half an umlaut), and take some malformed patterns for an error where git takes them
 * for a pattern that matches nothing.
 *
 * <p>{@code *} matches any bytes, {@code /} included; {@code ?} any one byte; {@code [a-z]}, {@code
 * [!a-z]}, {@code [^a-z]} and {@code [[:digit:]]} one byte of a set; {@code \} takes the next byte
 * literally. All else matches itself, and case matters.
 */
final class Glob {

  /** Each element is the set of bytes that may stand there; null is any number of any bytes. */
  private final @Nullable List<@Nullable BitSet> elements;

  /** Any text is a pattern. */
  Glob(String pattern) {
    elements = new Parser(pattern.getBytes(StandardCharsets.UTF_8)).parse();
  }

  boolean matches(String name) {
    return elements != null && matches(elements, name.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean matches(List<@Nullable BitSet> elements, byte[] name) {
    int element = 0;
    int at = 0;
    int lastStar = -1;
    int starTookUntil = 0;
    while (at < name.length) {
      BitSet set = element < elements.size() ? elements.get(element) : null;
      if (element < elements.size() && set == null) {
        lastStar = element++;
        starTookUntil = at;
      } else if (set != null && set.get(name[at] & 0xff)) {
        element++;
        at++;
      } else if (lastStar >= 0) {
        // only the last star need ever take more: what an earlier one could take, this one can
        element = lastStar + 1;
        at = ++starTookUntil;
      } else {
        return false;
      }
    }
    while (element < elements.size() && elements.get(element) == null) {
      element++;
    }
    return element == elements.size();
  }

  /** Reads a pattern. */
  private static final class Parser {

    private final byte[] pattern;
    private int at;

    Parser(byte[] pattern) {
      this.pattern = pattern;
    }

    /** Null if the pattern is malformed, and so matches nothing. */
    @Nullable List<@Nullable BitSet> parse() {
      List<@Nullable BitSet> result = new ArrayList<>();
      try {
        while (at < pattern.length) {
          byte b = next();
          switch (b) {
            case '*' -> result.add(null);
            case '?' -> result.add(all());
            case '[' -> result.add(bracket());
            case '\\' -> result.add(only(next()));
            default -> result.add(only(b));
          }
        }
        return result;
      } catch (Malformed e) {
        return null;
      }
    }

    private BitSet bracket() throws Malformed {
      BitSet set = new BitSet(256);
      boolean negated = peek() == '!' || peek() == '^';
      if (negated) {
        at++;
      }
      // where a range may begin; none after a range or a class
      int previous = -1;
      byte b = next();
      do {
        if (b == '-' && previous >= 0 && peek() != ']') {
          byte end = next();
          set.or(range(previous, (end == '\\' ? next() : end) & 0xff));
          previous = -1;
        } else if (b == '[' && peek() == ':' && classEnd() >= 0) {
          set.or(characterClass());
          previous = -1;
        } else {
          previous = (b == '\\' ? next() : b) & 0xff;
          set.set(previous);
        }
        b = next();
      } while (b != ']');
      if (negated) {
        set.flip(0, 256);
      }
      return set;
    }

    /** Where the {@code :]} of the class that begins here is, or -1 if it is no class. */
    private int classEnd() throws Malformed {
      int end = at + 1;
      while (end < pattern.length && pattern[end] != ']') {
        end++;
      }
      if (end == pattern.length) {
        throw new Malformed();
      }
      return end > at + 1 && pattern[end - 1] == ':' ? end - 1 : -1;
    }

    private BitSet characterClass() throws Malformed {
      int end = classEnd();
      String name = new String(pattern, at + 1, end - at - 1, StandardCharsets.UTF_8);
      at = end + 2;
      BitSet letters = range('a', 'z');
      letters.or(range('A', 'Z'));
      BitSet digits = range('0', '9');
      return switch (name) {
        case "digit" -> digits;
        case "lower" -> range('a', 'z');
        case "upper" -> range('A', 'Z');
        case "alpha" -> letters;
        case "alnum" -> union(letters, digits);
        case "xdigit" -> union(digits, union(range('a', 'f'), range('A', 'F')));
        case "graph" -> range('!', '~');
        case "print" -> range(' ', '~');
        case "punct" -> {
          BitSet punctuation = range('!', '~');
          punctuation.andNot(union(letters, digits));
          yield punctuation;
        }
        // no name of a tag has one of these
        case "blank", "space", "cntrl" -> new BitSet();
        default -> throw new Malformed();
      };
    }

    private byte next() throws Malformed {
      if (at == pattern.length) {
        throw new Malformed();
      }
      return pattern[at++];
    }

    private int peek() {
      return at < pattern.length ? pattern[at] : -1;
    }

    private static BitSet all() {
      return range(0, 0xff);
    }

    private static BitSet only(byte b) {
      return range(b & 0xff, b & 0xff);
    }

    private static BitSet range(int first, int last) {
      BitSet set = new BitSet(256);
      if (first <= last) {
        set.set(first, last + 1);
      }
      return set;
    }

    private static BitSet union(BitSet one, BitSet other) {
      BitSet set = (BitSet) one.clone();
      set.or(other);
      return set;
    }
  }

  /** The pattern ends too early, or has a class that does not exist. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
