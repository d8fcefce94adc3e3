package io.github.captainos.plugin.settings;

import io.github.captainos.release.Setting;
import io.github.captainos.report.Progress;
import io.github.captainos.report.Progress.Form;
import java.io.Console;
import java.util.Locale;
import java.util.Map;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;

/** Determines how progress is shown. */
public final class ProgressForm {
  public static final String DEFAULT = "auto";

  private ProgressForm() {}

  /**
   * @param wanted the value of {@code captain.progress}
   * @param log Maven's log
   * @throws MojoExecutionException if there is no such form
   */
  public static Form of(Setting wanted, MavenSession session, Log log)
      throws MojoExecutionException {
    Form form =
        switch (wanted.value().toLowerCase(Locale.ROOT)) {
          case DEFAULT -> isWatched(session.getRequest()) ? Form.LIVE : Form.PLAIN;
          case "live" -> Form.LIVE;
          case "plain" -> Form.PLAIN;
          case "none" -> Form.NONE;
          default ->
              throw new MojoExecutionException(
                  "captain.progress must be auto, live, plain or none, not " + wanted);
        };
    if (!log.isInfoEnabled()) {
      return Form.NONE;
    }
    boolean canBeLive = isAlone(session, log) && isTerminal();
    return form == Form.LIVE && !canBeLive ? Form.PLAIN : form;
  }

  /** Returns whether the output is probably read on a terminal now, and not in a log later. */
  private static boolean isWatched(MavenExecutionRequest maven) {
    return maven.isInteractiveMode() && !isContinuousIntegration(System.getenv());
  }

  /**
   * Returns whether only the plugin logs while a goal is executed. The lines of other modules, and
   * with {@code -X} of libraries, would be mixed with a line on the terminal.
   */
  static boolean isAlone(MavenSession session, Log log) {
    return !session.isParallel() && !log.isDebugEnabled();
  }

  static boolean isContinuousIntegration(Map<String, String> environment) {
    String ci = environment.getOrDefault("CI", "");
    return !ci.isBlank() && !ci.equalsIgnoreCase("false");
  }

  private static boolean isTerminal() {
    // the line is moved and erased, which a file or a pipe does not support
    String type = System.getenv("TERM");
    if (type == null || type.isBlank() || type.equals("dumb")) {
      return false;
    }
    Console console = System.console();
    return console != null && isTerminal(console) && Progress.hasTerminal();
  }

  /** From Java 22 on, there is a console even where there is no terminal. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
