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

/** A terminal that says how large it is, and that is tidied up whatever happens. */
interface Terminal extends AutoCloseable {

  /**
   * How large a terminal is, in characters.
   *
   * @param rows its height
   * @param columns its width
   */
  record Size(int rows, int columns) {}

  /** Returns how large it is now, or empty where it does not say so. */
  Optional<Size> size();

  /** Sends text to it in one piece. */
  void write(String text) throws IOException;

  /** Lets all of it scroll again, and erases what is below the cursor. */
  @Override
  void close();

  /**
   * The terminal that Maven was started in.
   *
   * @param shell does what Java cannot: it asks the system for the size, each time that it gets a
   *     line, and tidies up when it gets no more. That is so, too, when Java is gone: killed, or by
   *     Ctrl-C in Maven 4, which runs no shutdown hooks then. Libraries that can ask bring a native
   *     part for each system, and plugins do not see those that Maven has.
   * @param out not System.out, which Maven replaces
   * @param charset what it takes characters in
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
     * @throws IOException if there is none, or no shell
     */
    static Terminal open() throws IOException {
      Console console = System.console();
      Charset charset = console == null ? Charset.defaultCharset() : console.charset();
      // not made where there is none: on Windows, it would be a file like any other
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
