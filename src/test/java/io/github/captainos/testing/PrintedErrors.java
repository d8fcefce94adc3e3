package io.github.captainos.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Catches what a test's JVM would print on stderr: what is written there, and what
 * java.util.logging would write there, which has its own copy of the stream.
 */
public final class PrintedErrors implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Records(logged);

  private PrintedErrors() {
    LoggedErrors.take();
    System.setErr(new PrintStream(printed, true, UTF_8));
    ROOT.addHandler(handler);
  }

  /** Catches all until it is closed. */
  public static PrintedErrors watch() {
    return new PrintedErrors();
  }

  /** Returns what would have been printed so far, and the errors that were logged by SLF4J. */
  public String text() {
    return printed.toString(UTF_8)
        + String.join("\n", logged)
        + String.join("\n", LoggedErrors.take());
  }

  @Override
  public void close() {
    ROOT.removeHandler(handler);
    System.setErr(before);
  }

  private static final class Records extends Handler {
    private final Queue<String> logged;

    private Records(Queue<String> logged) {
      this.logged = logged;
    }

    @Override
    public void publish(LogRecord logRecord) {
      // what the JVM's default configuration prints
      if (logRecord.getLevel().intValue() >= Level.INFO.intValue()) {
        logged.add(
            String.join(
                " ",
                List.of(
                    logRecord.getLevel().getName(),
                    String.valueOf(logRecord.getLoggerName()),
                    String.valueOf(logRecord.getMessage()),
                    String.valueOf(logRecord.getThrown()))));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
