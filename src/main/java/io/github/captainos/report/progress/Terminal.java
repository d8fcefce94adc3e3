package io.github.captainos.report.progress;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal whose size is known, and that is restored in all cases. */
interface Terminal extends AutoCloseable {

  /**
   * The size of a terminal, in characters.
   *
   * @param rows its height
   * @param columns its width
   */
  record Size(int rows, int columns) {}

  /** Returns the current size, or empty if it is not known. */
  Optional<Size> size();

  /** Writes text in one piece. */
  void write(String text) throws IOException;

  /** Resets the scrolling region, and erases everything below the cursor. */
  @Override
  void close();

  /**
   * The terminal that Maven was started in.
   *
   * @param shell does what Java cannot: it determines the size whenever it reads a line, and
   *     restores the terminal at the end of its input. It does so even if Java was killed, or ended
   *     by Ctrl-C in Maven 4, which then runs no shutdown hooks. Libraries that determine the size
   *     need native code for each system, and plugins cannot access those of Maven.
   * @param out not System.out, which Maven replaces
   * @param charset the charset of the terminal
   */
  record OfThisMachine(Process shell, OutputStream out, Charset charset) implements Terminal {
    private static final String DEVICE = "/dev/tty";
    private static final String SCRIPT =
        """
        trap '' INT QUIT HUP TERM TSTP TTOU
        while read -r ask; do stty size </dev/tty || echo; done
        printf '\\0337\\033[r\\0338\\033[J' >/dev/tty
        """;
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,3}) ([1-9]\\d{0,3})");

    /**
     * @throws IOException if there is no terminal, or no shell
     */
    static Terminal open() throws IOException {
      Console console = System.console();
      Charset charset = console == null ? Charset.defaultCharset() : console.charset();
      // the device must exist: on Windows, opening it would create an ordinary file
      OutputStream out = Files.newOutputStream(Path.of(DEVICE), StandardOpenOption.WRITE);
      try {
        Process shell =
            new ProcessBuilder("sh", "-c", SCRIPT).redirectError(Redirect.DISCARD).start();
        return new OfThisMachine(shell, out, charset);
      } catch (IOException e) {
        out.close();
        throw e;
      }
    }

    @Override
    public Optional<Size> size() {
      try {
        Writer question = shell.outputWriter(StandardCharsets.US_ASCII);
        question.write("\n");
        question.flush();
        BufferedReader answer = shell.inputReader(StandardCharsets.US_ASCII);
        Matcher size = SIZE.matcher(String.valueOf(answer.readLine()));
        return size.matches()
            ? Optional.of(
                new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
            : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    @Override
    public void write(String text) throws IOException {
      out.write(text.getBytes(charset));
    }

    @Override
    public void close() {
      try (out) {
        shell.outputWriter(StandardCharsets.US_ASCII).close();
        shell.waitFor();
      } catch (IOException e) {
        // then it is gone already, and the terminal with it
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
