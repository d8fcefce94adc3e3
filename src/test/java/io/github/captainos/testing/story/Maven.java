package io.github.captainos.testing.story;

import io.github.captainos.testing.program.Command;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Maven, with what the stories have in common, in a directory that need not have a POM. */
public final class Maven {
  private static final String PLUGIN =
      "io.github.captainos:captain-maven-plugin:" + version() + ":";

  private final Path localRepository;
  private final Path home;

  /** The home whose {@code mvn} runs builds that are waited for. */
  private final Path awaited;

  private final Path javaHome;
  private final Map<String, String> variables;

  /**
   * The Maven and the JDK that run the build.
   *
   * @param localRepository where the stories' Maven finds the plugin
   */
  public Maven(File localRepository) {
    this(
        localRepository.toPath(),
        Path.of(System.getProperty("maven.home")),
        home(localRepository),
        Jdk.current().home(),
        Map.of());
  }

  /**
   * Another Maven.
   *
   * @param localRepository where the stories' Maven finds the plugin
   * @param home where it is
   * @param jdk what it runs on
   */
  public Maven(File localRepository, Path home, Jdk jdk) {
    this(localRepository.toPath(), home, home, jdk.home(), Map.of());
  }

  private Maven(
      Path localRepository, Path home, Path awaited, Path javaHome, Map<String, String> variables) {
    this.localRepository = localRepository;
    this.home = home;
    this.awaited = awaited;
    this.javaHome = javaHome;
    this.variables = variables;
  }

  /** Returns the same Maven, with an environment variable. */
  public Maven with(String variable, String value) {
    return new Maven(localRepository, home, awaited, javaHome, Map.of(variable, value));
  }

  /** Returns the home whose {@code bin/mvn} runs builds that are waited for. */
  public static Path home(File localRepository) {
    Path home = localRepository.toPath().resolveSibling("it-maven");
    return Files.exists(home) ? home : Path.of(System.getProperty("maven.home"));
  }

  /**
   * What Maven did.
   *
   * @param succeeded whether the build succeeded
   * @param output what it printed
   */
  public record Result(boolean succeeded, String output) {}

  /** Returns the version that is being built, which its help knows. */
  private static String version() {
    String help = "/META-INF/maven/io.github.captainos/captain-maven-plugin/plugin-help.xml";
    try (InputStream in = Maven.class.getResourceAsStream(help)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the jar of the plugin. */
  public static Path plugin(File localRepository) {
    String name = "captain-maven-plugin/%1$s/captain-maven-plugin-%1$s.jar".formatted(version());
    return localRepository.toPath().resolve("io/github/captainos").resolve(name);
  }

  /** Returns what Maven prints where it builds nothing, as with {@code --encrypt-password}. */
  public static String print(Path directory, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    command.addAll(List.of(arguments));
    return Command.run(directory, command.toArray(String[]::new)).strip();
  }

  /** Runs a goal of Captain's. */
  public Result run(Path directory, String goal, String... arguments) {
    return build(directory, PLUGIN + goal, arguments);
  }

  /** Builds a project up to a phase, or runs any plugin's goal. */
  public Result build(Path directory, String phase, String... arguments) {
    try {
      Process process = start(builder(directory, command(awaited, phase, arguments)));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor() == 0, output);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Starts a goal of Captain's; bin/mvn is a script whose shell becomes the JVM in the end. */
  public Process begin(Path directory, String goal, String... arguments) throws IOException {
    return start(builder(directory, command(home, PLUGIN + goal, arguments)));
  }

  /**
   * Starts a goal of Captain's on a terminal of 24 rows and 80 columns, with {@code script} of
   * util-linux; what the terminal gets is its output.
   */
  public Process onTerminal(Path directory, String goal, String... arguments) throws IOException {
    String maven =
        command(home, PLUGIN + goal, arguments).stream()
            .map(argument -> "'" + argument + "'")
            .collect(Collectors.joining(" ", "stty rows 24 columns 80; exec ", ""));
    ProcessBuilder builder = builder(directory, List.of("script", "-qec", maven, "/dev/null"));
    builder.environment().put("TERM", "xterm");
    return start(builder);
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    return process;
  }

  private List<String> command(Path home, String phase, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            // which need not be executable: Java and Ant unzip without permissions
            "sh",
            home.resolve("bin/mvn").toString(),
            "--batch-mode",
            "--settings",
            localRepository.resolveSibling("it-settings.xml").toString(),
            "-Dmaven.repo.local=" + localRepository,
            phase));
    command.addAll(List.of(arguments));
    return command;
  }

  private ProcessBuilder builder(Path directory, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GITHUB_"));
    builder.environment().remove("TARGET");
    builder.environment().remove("FLAVOR_ID");
    builder.environment().remove("REGISTRY");
    // Captain's output is not all ASCII
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().remove("MAVEN_OPTS");
    builder.environment().putAll(variables);
    return builder;
  }
}
