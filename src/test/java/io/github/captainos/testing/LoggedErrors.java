package io.github.captainos.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MessageFormatter;

/** The errors that any code of a test's JVM has logged, and other lines if a test wants them. */
public final class LoggedErrors {
  private static final Queue<String> ERRORS = new ConcurrentLinkedQueue<>();

  /** Where a test has lines of all levels kept. */
  private static volatile @Nullable Queue<String> lines;

  private LoggedErrors() {}

  /** Returns the errors since the last call, each as its logger's name and its message. */
  public static List<String> take() {
    List<String> taken = List.copyOf(ERRORS);
    ERRORS.removeAll(taken);
    return taken;
  }

  /** Keeps all lines from now on, with the stack traces of exceptions, as with {@code -X}. */
  public static Queue<String> keepLines() {
    Queue<String> kept = new ConcurrentLinkedQueue<>();
    lines = kept;
    return kept;
  }

  /** Returns a logger that keeps errors, and drops all else unless a test wants it. */
  public static Logger logger(String name) {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (logger, method, arguments) -> {
              keep(method.getName(), arguments);
              if (method.getName().equals("error")) {
                ERRORS.add(name + ": " + arguments[0]);
              }
              return method.getReturnType() == boolean.class
                  ? method.getName().equals("isErrorEnabled")
                  : method.getReturnType() == String.class ? name : null;
            });
  }

  private static void keep(String level, Object @Nullable [] arguments) {
    Queue<String> kept = lines;
    if (kept != null && arguments != null && arguments[0] instanceof String format) {
      Object[] values = Arrays.copyOfRange(arguments, 1, arguments.length);
      boolean isArray = values.length == 1 && values[0] instanceof Object[];
      FormattingTuple line =
          MessageFormatter.arrayFormat(format, isArray ? (Object[]) values[0] : values);
      StringWriter text = new StringWriter().append(level + " " + line.getMessage());
      if (line.getThrowable() != null) {
        line.getThrowable().printStackTrace(new PrintWriter(text));
      }
      kept.add(text.toString());
    }
  }
}
