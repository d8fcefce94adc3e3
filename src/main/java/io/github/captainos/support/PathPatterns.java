package io.github.captainos.support;

import java.io.File;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.codehaus.plexus.util.MatchPatterns;
import org.codehaus.plexus.util.SelectorUtils;

/**
 * Patterns for paths, as Maven's {@code <includes>} are written: {@code *} and {@code ?} stand for
 * characters of one component, {@code **} for any number of components, and a directory with a
 * slash at its end for all that is below it.
 */
public final class PathPatterns {
  private final List<String> patterns;
  private final MatchPatterns matcher;

  private PathPatterns(List<String> patterns) {
    this.patterns = patterns;
    this.matcher = MatchPatterns.from(patterns);
  }

  /**
   * Parses patterns.
   *
   * @throws PatternSyntaxException if one of them is an invalid regular expression, {@code
   *     %regex[…]}
   */
  public static PathPatterns of(List<String> patterns) {
    List<String> own = patterns.stream().map(PathPatterns::normalized).toList();
    // a regular expression is only compiled when it is used
    own.forEach(pattern -> MatchPatterns.from(List.of(pattern)).matches("", true));
    return new PathPatterns(own);
  }

  /** As Maven does: with the separator of this system, and all that is below a directory. */
  private static String normalized(String pattern) {
    String path = pattern.strip();
    if (!path.startsWith(SelectorUtils.REGEX_HANDLER_PREFIX)) {
      path = path.replace('/', File.separatorChar).replace('\\', File.separatorChar);
    }
    return path.endsWith(File.separator) ? path + "**" : path;
  }

  /**
   * Returns whether one of the patterns matches a path.
   *
   * @param path a path with {@code /} between its components
   */
  public boolean matches(String path) {
    return matcher.matches(ofSystem(path), true);
  }

  /** Returns whether one of the patterns matches a path, or a directory that it is in. */
  public boolean matchesOrHolds(String path) {
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      if (matches(path.substring(0, end))) {
        return true;
      }
    }
    return matches(path);
  }

  /** Returns whether one of the patterns may match a path below a directory. */
  public boolean mayMatchBelow(String directory) {
    return matchesOrHolds(directory)
        || patterns.stream()
            .anyMatch(
                pattern -> SelectorUtils.matchPatternStart(pattern, ofSystem(directory), true));
  }

  private static String ofSystem(String path) {
    return path.replace('/', File.separatorChar);
  }
}
