package io.github.captainos.git;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** An error in a repository, with a message that says where, what is wrong, and what to do. */
final class Problem extends IOException {

  private static final long serialVersionUID = 1L;

  private Problem(String message) {
    super(message);
  }

  private Problem(String message, Exception cause) {
    super(message, cause);
  }

  /** Returns a problem with specific advice. Both sentences end with a full stop. */
  static Problem of(Path where, String what, String advice) {
    return new Problem(sentences(where, what, advice));
  }

  /** Returns a problem of a damaged repository. */
  static Problem damaged(Path where, String what) {
    return of(where, what, "Run 'git fsck' there, or clone the repository again.");
  }

  /** Returns a problem of a file or directory that cannot be read. */
  static Problem forbidden(Path where) {
    return of(where, "no permission to read it.", "Give the user of this build read permission.");
  }

  /** Returns a problem for an exception of JGit: mostly damage, or else a missing permission. */
  static Problem unreadable(Path where, Exception cause) {
    String advice =
        "Run 'git fsck' there as the user of this build, and clone it again if it is damaged.";
    return new Problem(sentences(where, sentence(cause), advice), cause);
  }

  private static String sentences(Path where, String what, String advice) {
    return "Cannot read the Git repository " + where + ": " + what + " " + advice;
  }

  private static String sentence(Exception cause) {
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return name + ".";
    }
    // the messages of exceptions of java.nio are only the name of the file
    String text = cause instanceof FileSystemException ? name + ": " + message : message;
    return text.strip().replaceFirst("\\.?$", ".");
  }
}
