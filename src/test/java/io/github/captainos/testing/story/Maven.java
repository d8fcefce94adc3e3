package io.github.captainos.testing.story;

import io.github.captainos.testing.program.Command;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Maven, which the script of a story starts when the invoker's builds of the story are done. */
public final class Maven {
  private static final String CAPTAIN = "captain:";

  /** As the invoker's. Maven's dependency injection generates no classes, which takes longer. */
  private static final String OPTIONS =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dguice_bytecode_gen_option=DISABLED";

  private final Path localRepository;
  private final String version;
  private final Path home;
  private final Map<String, String> variables;

  /** The Maven and the JDK that run the build, and a repository with this version of the plugin. */
  public Maven(File localRepository, String version) {
    this(localRepository, version, Path.of(System.getProperty("maven.home")), Jdk.current());
  }

  /** Another Maven, on another JDK. */
  public Maven(File localRepository, String version, Path home, Jdk jdk) {
    this(
        localRepository.toPath(),
        version,
        home,
        // Captain's output is not all ASCII
        Map.of("JAVA_HOME", jdk.home().toString(), "MAVEN_OPTS", OPTIONS, "LC_ALL", "C.UTF-8"));
  }

  private Maven(Path localRepository, String version, Path home, Map<String, String> variables) {
    this.localRepository = localRepository;
    this.version = version;
    this.home = home;
    this.variables = variables;
  }

  /** Returns the same Maven, with an environment variable. */
  public Maven with(String variable, String value) {
    Map<String, String> all = new HashMap<>(variables);
    all.put(variable, value);
    return new Maven(localRepository, version, home, all);
  }

  /** Returns the jar of the plugin. */
  public Path plugin() {
    String jar = "io/github/captainos/captain-maven-plugin/%1$s/captain-maven-plugin-%1$s.jar";
    return localRepository.resolve(jar.formatted(version));
  }

  /**
   * Returns the command, which is not started yet.
   *
   * @param arguments phases, goals and options; {@code captain:} is the plugin of this build
   */
  public ProcessBuilder command(Path directory, String... arguments) {
    Path settings = localRepository.resolveSibling("it/interpolated-settings.xml");
    List<String> command = new ArrayList<>();
    // mvn need not be executable: Java and Ant unzip without permissions
    command.addAll(List.of("sh", home.resolve("bin/mvn").toString(), "--batch-mode"));
    command.addAll(List.of("--settings", settings.toString()));
    command.add("-Dmaven.repo.local=" + localRepository);
    String plugin = "io.github.captainos:captain-maven-plugin:" + version + ":";
    for (String argument : arguments) {
      boolean isCaptain = argument.startsWith(CAPTAIN);
      command.add(isCaptain ? plugin + argument.substring(CAPTAIN.length()) : argument);
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GITHUB_"));
    builder.environment().keySet().removeAll(List.of("TARGET", "FLAVOR_ID", "REGISTRY"));
    builder.environment().putAll(variables);
    return builder.redirectErrorStream(true);
  }

  /** Runs it, and waits for its end. */
  public Command.Result run(Path directory, String... arguments) throws IOException {
    Process process = command(directory, arguments).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Command.Result(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
