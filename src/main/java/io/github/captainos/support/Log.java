package io.github.captainos.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a class. Below the log of all classes there can be one line that is replaced from time
 * to time, if the log is shown on a terminal. It is erased before a line is logged, and drawn again
 * after it. Maven's log cannot be intercepted for this, since Maven keeps its own reference to the
 * output stream. So all classes of the plugin log through this class.
 */
public final class Log {
  private static final String ERASE_LINE = "\r\033[K";

  /** Without line breaks if the terminal is narrower than was known. */
  private static final String DRAW_LINE = ERASE_LINE + "\033[?7l%s\033[?7h";

  private static OutputStream terminal = OutputStream.nullOutputStream();
  private static String below = "";

  private final Logger logger;

  Log(Logger logger) {
    this.logger = logger;
  }

  /** Returns the log of a class. */
  public static Log of(Class<?> user) {
    return new Log(LoggerFactory.getLogger(user));
  }

  /**
   * Logs a line, as the method of {@link Logger} does.
   *
   * @param arguments for each {@code {}}; then an exception, if there is one
   */
  public void info(String format, Object... arguments) {
    log(() -> logger.info(format, arguments));
  }

  /** Logs a warning; see {@link #info}. */
  public void warn(String format, Object... arguments) {
    log(() -> logger.warn(format, arguments));
  }

  /** Logs a line that is only shown with Maven's {@code -X}; see {@link #info}. */
  public void debug(String format, Object... arguments) {
    log(() -> logger.debug(format, arguments));
  }

  private static synchronized void log(Runnable line) {
    if (below.isEmpty()) {
      line.run();
    } else {
      write(ERASE_LINE);
      line.run();
      write(DRAW_LINE.formatted(below));
    }
  }

  /**
   * Replaces the line below the log.
   *
   * @param onto the terminal that Maven's log is shown on
   * @param line printable ASCII characters; none to remove the line
   */
  public static synchronized void showBelow(OutputStream onto, String line) {
    if (!line.isEmpty() || !below.isEmpty()) {
      terminal = onto;
      below = line;
      write(line.isEmpty() ? ERASE_LINE : DRAW_LINE.formatted(line));
    }
  }

  private static void write(String text) {
    try {
      terminal.write(text.getBytes(StandardCharsets.US_ASCII));
      terminal.flush();
    } catch (IOException e) {
      // the terminal no longer exists
    }
  }
}
