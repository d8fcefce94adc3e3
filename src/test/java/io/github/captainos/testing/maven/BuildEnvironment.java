package io.github.captainos.testing.maven;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.TreeMap;

/**
 * What a build gets from the process that starts it. Builds for which the JVM has the same may be
 * run by the same one. There are neither lambdas nor regular expressions, for which each start of
 * {@link MavenClient} would take half as long again.
 *
 * @param home Maven's home
 * @param directory the working directory
 * @param root the directory with {@code .mvn}, at or above it
 * @param options the options of the JVM
 * @param variables the environment variables
 */
record BuildEnvironment(
    Path home, Path directory, Path root, List<String> options, Map<String, String> variables) {
  /** The beginnings of options that make a JVM differ from its start on. */
  private static final List<String> OF_START =
      List.of(
          "-XX:ArchiveClassesAtExit",
          "-Djava.",
          "-Djavax.",
          "-Djdk.",
          "-Dsun.",
          "-Dhttp.",
          "-Dhttps.",
          "-Dsocks",
          // a path, relative to the working directory
          "-Dsettings.security=");

  /** The variables that the JVM reads at its start. */
  private static final List<String> OF_THE_JVM =
      List.of("TZ", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "LD_LIBRARY_PATH");

  /** Those of them for the locale; the first that is set counts. */
  private static final List<String> OF_THE_LOCALE = List.of("LC_ALL", "LC_CTYPE", "LANG");

  /** Those with paths, which may be relative to the working directory. */
  private static final List<String> PATHS =
      List.of("DOCKER_CONFIG", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY");

  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

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
    List<String> words = new ArrayList<>();
    for (StringTokenizer tokens = new StringTokenizer(text); tokens.hasMoreTokens(); ) {
      words.add(tokens.nextToken());
    }
    return words;
  }

  /** Returns the arguments that each build has in this environment. */
  List<String> arguments() {
    return words(variables.getOrDefault("MAVEN_ARGS", ""));
  }

  /** Returns whether a build does the same in a JVM that has run others before. */
  boolean suits(List<String> maven) {
    // a JVM does not change its working directory
    for (String name : PATHS) {
      String path = variables.getOrDefault(name, "");
      if (!path.isEmpty() && !Path.of(path).isAbsolute()) {
        return false;
      }
    }
    return !haveOneOfStart(options) && !haveOneOfStart(maven);
  }

  private static boolean haveOneOfStart(List<String> arguments) {
    for (String argument : arguments) {
      if (argument.equals("-f") || argument.equals("--file")) {
        return true;
      }
      for (String beginning : OF_START) {
        if (argument.startsWith(beginning)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns a name for all that builds of one JVM have in common. */
  String key() {
    StringBuilder all = new StringBuilder();
    all.append(home).append('\n').append(System.getProperty("java.home")).append('\n');
    all.append(options).append('\n');
    for (String name : OF_THE_JVM) {
      all.append(variables.get(name)).append('\n');
    }
    for (String name : OF_THE_LOCALE) {
      String value = variables.getOrDefault(name, "");
      if (!value.isEmpty()) {
        all.append(value);
        break;
      }
    }
    return Integer.toHexString(all.toString().hashCode());
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

  private String classPath() throws IOException {
    try (DirectoryStream<Path> launcher = Files.newDirectoryStream(home.resolve("boot"), "*.jar")) {
      return launcher.iterator().next() + ":" + System.getProperty("java.class.path");
    }
  }
}
