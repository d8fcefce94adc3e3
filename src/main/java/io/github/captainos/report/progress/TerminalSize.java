package io.github.captainos.report.progress;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a terminal is, in characters.
 *
 * @param rows its height
 * @param columns its width
 */
record TerminalSize(int rows, int columns) {
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,3}) ([1-9]\\d{0,3})");

  /**
   * Asks the system. Java cannot; libraries that can bring a native part for each system, and
   * plugins do not see those that Maven has.
   *
   * @param terminal its device
   * @return the size, or empty where there is no {@code stty}, or no terminal that knows it
   */
  static Optional<TerminalSize> ask(File terminal) {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(Redirect.DISCARD)
              .start();
      try (BufferedReader answer = stty.inputReader(StandardCharsets.US_ASCII)) {
        return parse(String.valueOf(answer.readLine()));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<TerminalSize> parse(String answer) {
    Matcher size = SIZE.matcher(answer);
    return size.matches()
        ? Optional.of(
            new TerminalSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
        : Optional.empty();
  }
}
