package io.github.captainos.release;

import io.github.captainos.support.Printable;
import io.github.captainos.support.Secrets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure of a goal. The message is for the user: what is wrong, where, what to do. */
public final class ReleaseException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates one for a mistake of the user, found before anything was sent. */
  public ReleaseException(String message) {
    super(Printable.message(message));
  }

  /** Creates one for a failure of a registry, a file system or a repository. */
  public ReleaseException(String message, @Nullable Throwable cause) {
    super(Printable.message(message), Secrets.hidden(cause));
  }

  /** Creates one for full memory. */
  public static ReleaseException outOfMemory(OutOfMemoryError e) {
    return new ReleaseException(
        "Java ran out of memory (" + e.getMessage() + "). Set MAVEN_OPTS=-Xmx2g, or more.", e);
  }

  /** Creates one with several mistakes in one message. */
  public static ReleaseException of(String heading, List<String> problems) {
    return problems.size() == 1
        ? new ReleaseException(heading + " " + problems.get(0))
        : new ReleaseException(heading + "\n  - " + String.join("\n  - ", problems));
  }
}
