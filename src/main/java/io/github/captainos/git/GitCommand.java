package io.github.captainos.git;

import io.github.captainos.support.Program;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code git} command in one directory. It writes nothing to the repository, fetches nothing,
 * asks for nothing, and does not apply replacement objects.
 *
 * <p>There are two kinds. The {@linkplain #isolated isolated} command reads a repository of any
 * user, and no other configuration than the repository's. It is only for commands that run nothing
 * that is configured there: none that reads the index or files, or verifies signatures. The command
 * {@linkplain #ofUser of the user} also reads the configuration of the user and the machine, so git
 * refuses it in a repository of somebody else.
 */
final class GitCommand implements AutoCloseable {
  static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);

  /** The variables that say where a repository is. */
  private static final Pattern LOCATIONS =
      Pattern.compile(
          "GIT_(DIR|WORK_TREE|CEILING_DIRECTORIES|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES)");

  private static final Map<String, String> SETTINGS =
      Map.of(
          "GIT_OPTIONAL_LOCKS", "0",
          "GIT_NO_REPLACE_OBJECTS", "1",
          "GIT_NO_LAZY_FETCH", "1",
          // for versions before 2.45, which do not know the variable above: no protocol is allowed
          "GIT_ALLOW_PROTOCOL", "none",
          "GIT_TERMINAL_PROMPT", "0");

  private final Path directory;
  private final Map<String, String> variables;
  private final Duration deadline;
  private final @Nullable Path home;

  private GitCommand(
      Path directory, Map<String, String> variables, Duration deadline, @Nullable Path home) {
    this.directory = directory;
    this.variables = variables;
    this.deadline = deadline;
    this.home = home;
  }

  /**
   * Returns the isolated command.
   *
   * @param variables environment variables in addition to those of this process
   * @param deadline the time after which a command is stopped
   * @throws IOException if its configuration cannot be written
   */
  static GitCommand isolated(Path directory, Map<String, String> variables, Duration deadline)
      throws IOException {
    Path home = Files.createTempDirectory("captain-git");
    GitCommand git = new GitCommand(directory, variables, deadline, home);
    try {
      // a file, since versions before 2.38 take safe.directory from nothing else
      Files.writeString(configuration(home), "[safe]\n\tdirectory = *\n\tbareRepository = all\n");
      return git;
    } catch (IOException e) {
      git.close();
      throw e;
    }
  }

  /** Returns the command of the user in the same directory. It need not be closed. */
  GitCommand ofUser() {
    return new GitCommand(directory, variables, deadline, null);
  }

  private static Path configuration(Path home) {
    return home.resolve(".gitconfig");
  }

  /** Returns whether there is a git command on this machine. */
  boolean isInstalled() {
    return program(environment(new ProcessBuilder())).isPresent();
  }

  /**
   * Runs a command, and stops it if it takes too long or prints too much.
   *
   * @throws IOException if there is no git command, or it cannot be started
   * @throws InterruptedIOException if this thread is interrupted
   */
  Program.Output run(String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder().directory(directory.toFile());
    builder.command().add(program(environment(builder)).orElseThrow(this::notInstalled));
    builder.command().addAll(List.of(arguments));
    Program.Output output;
    try {
      output = Program.run(builder, "", deadline);
    } catch (TimeoutException e) {
      output = Program.Output.stopped("did not end within " + deadline.toSeconds() + " seconds");
    }
    return output.status() < 0
        ? Program.Output.stopped("'git " + String.join(" ", arguments) + "' " + output.errors())
        : output;
  }

  private IOException notInstalled() {
    return new IOException(
        "The Git repository "
            + directory
            + " cannot be read, since there is no git command in the PATH. Install git, or set"
            + " captain.tag and captain.gitSha (the environment variable GITHUB_SHA).");
  }

  private Map<String, String> environment(ProcessBuilder builder) {
    Map<String, String> environment = builder.environment();
    environment.putAll(variables);
    environment.keySet().removeIf(name -> !isPassed(name.toUpperCase(Locale.ROOT)));
    environment.putAll(SETTINGS);
    if (home != null) {
      environment.put("GIT_CONFIG_GLOBAL", configuration(home).toString());
      environment.put("GIT_CONFIG_NOSYSTEM", "1");
      environment.put("LC_ALL", "C");
      // versions before 2.32 read the configuration only from here
      environment.put("HOME", home.toString());
      environment.put("XDG_CONFIG_HOME", home.toString());
      // there is no such file; grafts are what replacement objects were before
      environment.put("GIT_GRAFT_FILE", home.resolve("grafts").toString());
    }
    return environment;
  }

  private boolean isPassed(String variable) {
    return !variable.startsWith("GIT_")
        || LOCATIONS.matcher(variable).matches()
        || home == null && variable.startsWith("GIT_CONFIG");
  }

  /** Finds the command in the PATH, but not in relative directories, such as what is built. */
  private static Optional<String> program(Map<String, String> environment) {
    String name = File.separatorChar == '\\' ? "git.exe" : "git";
    String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", "")); // Windows
    for (String entry : path.split(File.pathSeparator)) {
      try {
        Path program = Path.of(entry, name);
        if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
          return Optional.of(program.toString());
        }
      } catch (InvalidPathException e) {
        // there is no such directory
      }
    }
    return Optional.empty();
  }

  /** Deletes the configuration. */
  @Override
  public void close() {
    if (home != null) {
      try {
        Files.deleteIfExists(configuration(home));
        Files.delete(home);
      } catch (IOException e) {
        // what has been read is right nevertheless
      }
    }
  }
}
