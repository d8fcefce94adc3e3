package io.github.captainos.plugin.settings;

import io.github.captainos.release.Setting;
import io.github.captainos.report.progress.Progress.Form;
import java.io.Console;
import java.util.Locale;
import java.util.Map;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.plugin.MojoExecutionException;

/** Determines how progress is shown. */
public final class ProgressForm {
  public static final String DEFAULT = "auto";

  private ProgressForm() {}

  /**
   * @param wanted the value of {@code captain.progress}
   * @param maven the request with which Maven was started
   * @param infoEnabled whether the log level shows information
   * @throws MojoExecutionException if there is no such form
   */
  public static Form of(Setting wanted, MavenExecutionRequest maven, boolean infoEnabled)
      throws MojoExecutionException {
    Form form =
        switch (wanted.value().toLowerCase(Locale.ROOT)) {
          case DEFAULT -> isWatched(maven) && isTerminal() ? Form.LIVE : Form.PLAIN;
          // a file or a pipe does not support moving the cursor
          case "live" -> isTerminal() ? Form.LIVE : Form.PLAIN;
          case "plain" -> Form.PLAIN;
          case "none" -> Form.NONE;
          default ->
              throw new MojoExecutionException(
                  "captain.progress must be auto, live, plain or none, not " + wanted);
        };
    return infoEnabled ? form : Form.NONE;
  }

  /** Returns whether the output is probably read on a terminal now, and not in a log later. */
  private static boolean isWatched(MavenExecutionRequest maven) {
    return maven.isInteractiveMode() && !isContinuousIntegration(System.getenv());
  }

  static boolean isContinuousIntegration(Map<String, String> environment) {
    String ci = environment.getOrDefault("CI", "");
    return !ci.isBlank() && !ci.equalsIgnoreCase("false");
  }

  private static boolean isTerminal() {
    String type = System.getenv("TERM");
    if (type == null || type.isBlank() || type.equals("dumb")) {
      return false;
    }
    Console console = System.console();
    return console != null && isTerminal(console);
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
