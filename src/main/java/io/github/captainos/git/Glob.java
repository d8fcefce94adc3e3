package io.github.captainos.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.eclipse.jgit.errors.InvalidPatternException;
import org.eclipse.jgit.fnmatch.FileNameMatcher;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for names of tags, as {@code git describe --match} and {@code --exclude} take it.
 * {@code *} matches {@code /}, too.
 *
 * <p>It is matched by JGit, which differs from git where a backslash is in brackets, as in {@code
 * [\]]}, or at the end of the pattern.
 */
final class Glob {
  private final @Nullable FileNameMatcher matcher;

  /** Any text is a pattern; one that is malformed matches nothing, as in git. */
  Glob(String pattern) {
    this.matcher = matcher(bytes(pattern).replace("[^", "[!"));
  }

  private static @Nullable FileNameMatcher matcher(String pattern) {
    try {
      return new FileNameMatcher(pattern, null);
    } catch (InvalidPatternException e) {
      return null;
    }
  }

  boolean matches(String name) {
    if (matcher == null) {
      return false;
    }
    FileNameMatcher own = new FileNameMatcher(matcher); // it has state, and others match, too
    own.append(bytes(name));
    return own.isMatch();
  }

  /** Returns a character for each byte: git compares bytes, JGit characters. */
  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }
}
