package io.github.captainos.testing.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a build gets from the process that starts it. Builds with the same may be run by the same
 * JVM.
 *
 * @param home Maven's home
 * @param directory the working directory
 * @param root the directory with {@code .mvn}, at or above it
 * @param options the options of the JVM
 * @param variables the environment variables
 */
record BuildEnvironment(
    Path home, Path directory, Path root, List<String> options, Map<String, String> variables) {
  /** Those that differ from process to process, and that no build reads. */
  private static final List<String> OF_SHELLS =
      List.of("PWD", "OLDPWD", "SHLVL", "_", "MAVEN_CMD_LINE_ARGS");

  /** The JDK reads such properties once. */
  private static final String OF_THE_JDK = "-D(java|javax|jdk|sun|https?|socks)[.A-Z].*";

  /** Returns that of this process. */
  static BuildEnvironment of(Path home) throws IOException {
    Path directory = Path.of("").toAbsolutePath();
    Path root = directory;
    while (root != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    if (root == null) {
      root = directory;
    }
    List<String> options = new ArrayList<>();
    Path file = root.resolve(".mvn/jvm.config");
    if (Files.exists(file)) {
      options.addAll(words(Files.readString(file)));
    }
    Map<String, String> variables = new TreeMap<>(System.getenv());
    variables.keySet().removeAll(OF_SHELLS);
    options.addAll(words(variables.getOrDefault("MAVEN_OPTS", "")));
    return new BuildEnvironment(home, directory, root, options, variables);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  /** Returns the arguments that each build has in this environment. */
  List<String> arguments() {
    return words(variables.getOrDefault("MAVEN_ARGS", ""));
  }

  /** Returns whether a build does the same in a JVM that has run others before. */
  boolean suits(List<String> maven) {
    // a JVM does not change its working directory
    return Path.of(variables.getOrDefault("DOCKER_CONFIG", "/")).isAbsolute()
        && Stream.concat(options.stream(), maven.stream()).noneMatch(BuildEnvironment::isOfStart);
  }

  private static boolean isOfStart(String argument) {
    return argument.matches(OF_THE_JDK)
        || argument.startsWith("-XX:ArchiveClassesAtExit")
        || argument.equals("-f")
        || argument.equals("--file");
  }

  /** Returns a name for all that builds of one JVM have in common. */
  String key() {
    String all = home + "\n" + System.getProperty("java.home") + "\n" + options + "\n" + variables;
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Starts a worker, and waits until it accepts connections. */
  void startWorker(Path port) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), MavenWorker.class.getName()));
    command.addAll(List.of(home.toString(), port.toString()));
    // relative paths in the options are those of a story
    Path directory = Files.createDirectories(port.resolveSibling("directory"));
    Process worker =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Path.of(port + ".log").toFile())
            .start();
    Files.writeString(Path.of(port + ".pid"), Long.toString(worker.pid()));
    while (!Files.exists(port)) {
      if (!worker.isAlive()) {
        throw new IOException("No Maven: " + Files.readString(Path.of(port + ".log")));
      }
      Thread.sleep(10);
    }
  }

  private String classPath() {
    try (Stream<Path> files = Files.list(home.resolve("boot"))) {
      Path launcher =
          files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
      return launcher + ":" + System.getProperty("java.class.path");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
