package io.github.captainos.testing;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;

/** The errors that any code of a test's JVM has logged. */
public final class LoggedErrors {
  private static final Queue<String> ERRORS = new ConcurrentLinkedQueue<>();

  private LoggedErrors() {}

  /** Returns the errors since the last call, each as its logger's name and its message. */
  public static List<String> take() {
    List<String> taken = List.copyOf(ERRORS);
    ERRORS.removeAll(taken);
    return taken;
  }

  /** Returns a logger that keeps errors, unless it is off as in Maven, and drops all else. */
  public static Logger logger(String name) {
    String level = System.getProperty("org.slf4j.simpleLogger.log." + name, "");
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (logger, method, arguments) -> {
              if (method.getName().equals("error") && !level.equals("off")) {
                ERRORS.add(name + ": " + arguments[0]);
              }
              return method.getReturnType() == boolean.class
                  ? method.getName().equals("isErrorEnabled")
                  : method.getReturnType() == String.class ? name : null;
            });
  }
}
