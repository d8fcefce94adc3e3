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
  /** Those that the JVM itself reads, at its start. */
  private static final String OF_THE_JVM = "LANG|LC_.*|TZ|LD_.*|JDK_JAVA_OPTIONS|_?JAVA_.*OPTIONS";

  /** Those of them that have no effect where {@code LC_ALL} is set. */
  private static final String OF_THE_LOCALE = "LANG|LC_(?!ALL$).*";

  /** Those with paths, which may be relative to the working directory. */
  private static final List<String> PATHS =
      List.of("DOCKER_CONFIG", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY");

  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

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
    options.addAll(words(variables.getOrDefault("MAVEN_OPTS", "")));
    for (int i = 0; i < options.size(); i++) {
      options.set(i, withAbsoluteArchive(options.get(i), directory));
    }
    return new BuildEnvironment(home, directory, root, options, variables);
  }

  private static String withAbsoluteArchive(String option, Path directory) {
    return option.startsWith(ARCHIVE)
        ? ARCHIVE + directory.resolve(option.substring(ARCHIVE.length())).normalize()
        : option;
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
    return PATHS.stream()
            .map(name -> variables.getOrDefault(name, ""))
            .allMatch(path -> path.isEmpty() || Path.of(path).isAbsolute())
        && Stream.concat(options.stream(), maven.stream()).noneMatch(BuildEnvironment::isOfStart);
  }

  private static boolean isOfStart(String argument) {
    return argument.matches(OF_THE_JDK)
        || argument.startsWith("-XX:ArchiveClassesAtExit")
        || argument.startsWith("-Dsettings.security=")
        || argument.equals("-f")
        || argument.equals("--file");
  }

  /** Returns a name for all that builds of one JVM have in common. */
  String key() {
    Map<String, String> ofTheJvm = new TreeMap<>(variables);
    ofTheJvm.keySet().removeIf(name -> !name.matches(OF_THE_JVM));
    if (!variables.getOrDefault("LC_ALL", "").isEmpty()) {
      ofTheJvm.keySet().removeIf(name -> name.matches(OF_THE_LOCALE));
    }
    String all = home + "\n" + System.getProperty("java.home") + "\n" + options + "\n" + ofTheJvm;
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Starts a worker, and waits until it accepts connections. */
  void startWorker(Path port) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(JvmVariables.OPTION, "-cp", classPath(), MavenWorker.class.getName()));
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
