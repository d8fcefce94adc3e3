package io.github.captainos.testing.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Other programs, which say what they see of what Captain made. */
public final class Command {
  private Command() {}

  /**
   * What a program did.
   *
   * @param status its exit status
   * @param output what it printed to either stream
   */
  public record Result(int status, String output) {
    /** Returns whether it succeeded. */
    public boolean succeeded() {
      return status == 0;
    }
  }

  /** Returns whether a program is on the PATH. */
  public static boolean exists(String program) {
    return find(System.getenv("PATH"), program).isPresent();
  }

  /** Returns where a program is, if it is in one of these directories. */
  static Optional<Path> find(String path, String program) {
    return Arrays.stream(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Returns the command for a program of the tests, in a JVM of its own. */
  public static String[] java(Class<?> program, List<String> options, String... arguments) {
    return java(System.getProperty("java.class.path"), program, options, arguments);
  }

  /** Does so with another class path than that of this JVM. */
  public static String[] java(
      String classPath, Class<?> program, List<String> options, String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // it does not live long enough for more
    List<String> quick = List.of(java, "-XX:TieredStopAtLevel=1");
    List<String> own = List.of("-cp", classPath, program.getName());
    return Stream.of(quick, options, own, List.of(arguments))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  /** Runs a program, which has to succeed, and returns what it prints to either stream. */
  public static String run(Path directory, String... command) {
    try {
      Result result = execute(directory, command);
      assertThat(result.status()).as("%s%n%s", String.join(" ", command), result.output()).isZero();
      return result.output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a program, which may fail.
   *
   * @throws IOException if it cannot be started
   */
  public static Result execute(Path directory, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Result(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
