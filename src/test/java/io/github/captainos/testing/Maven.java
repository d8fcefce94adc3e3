package io.github.captainos.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("GITHUB_"));
      builder.environment().remove("TARGET");
      builder.environment().remove("REGISTRY");
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor() == 0, output);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
