package io.github.captainos.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Maven, with what the stories have in common, in a directory that need not have a POM. */
public final class Maven {
  private static final String PLUGIN = "io.github.captainos:captain-maven-plugin:0.1.0-SNAPSHOT:";

  private final Path localRepository;

  /**
   * @param localRepository where the stories' Maven finds the plugin
   */
  public Maven(File localRepository) {
    this.localRepository = localRepository.toPath();
  }

  /**
   * What Maven did.
   *
   * @param succeeded whether the build succeeded
   * @param output what it printed
   */
  public record Result(boolean succeeded, String output) {}

  private static String program() {
    return Path.of(System.getProperty("maven.home"), "bin", "mvn").toString();
  }

  /** Returns what Maven prints where it builds nothing, as with {@code --encrypt-password}. */
  public static String print(Path directory, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program());
    command.addAll(List.of(arguments));
    return Command.run(directory, command.toArray(String[]::new)).strip();
  }

  /** Runs a goal of Captain's. */
  public Result run(Path directory, String goal, String... arguments) {
    try {
      Process process = start(directory, goal, arguments);
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor() == 0, output);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * Runs a goal of Captain's, and kills Maven some time after it has printed a text.
   *
   * @return whether it was killed: it may have been through
   */
  public boolean runAndKill(
      Path directory, String text, Duration after, String goal, String... arguments) {
    try {
      // bin/mvn is a script whose shell becomes the JVM in the end
      Process process = start(directory, goal, arguments);
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String line;
      do {
        line = output.readLine();
        assertThat(line).as("Maven prints '%s'", text).isNotNull();
      } while (!line.contains(text));
      boolean ended = process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      return !ended;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * Starts a goal of Captain's on a terminal of 24 rows and 80 columns, with {@code script} of
   * util-linux; what the terminal gets is its output.
   */
  public Process onTerminal(Path directory, String goal, String... arguments) throws IOException {
    String maven =
        command(goal, arguments).stream()
            .map(argument -> "'" + argument + "'")
            .collect(Collectors.joining(" ", "stty rows 24 columns 80; exec ", ""));
    ProcessBuilder builder = builder(directory, List.of("script", "-qec", maven, "/dev/null"));
    builder.environment().put("TERM", "xterm");
    return start(builder);
  }

  private Process start(Path directory, String goal, String... arguments) throws IOException {
    return start(builder(directory, command(goal, arguments)));
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    return process;
  }

  private List<String> command(String goal, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program());
    command.addAll(
        List.of(
            "--batch-mode",
            "--settings",
            localRepository.resolveSibling("it/interpolated-settings.xml").toString(),
            "-Dmaven.repo.local=" + localRepository,
            PLUGIN + goal));
    command.addAll(List.of(arguments));
    return command;
  }

  private static ProcessBuilder builder(Path directory, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GITHUB_"));
    builder.environment().remove("TARGET");
    builder.environment().remove("REGISTRY");
    return builder;
  }
}
