package io.github.captainos.testing.program;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A package of Debian or Ubuntu that is downloaded and unpacked without being installed: any user
 * may, and nothing of the system changes.
 */
public final class DebianPackage {
  private static final int LINES_SHOWN = 6;

  private final String name;
  private final String suite;
  private final String path;
  private final Path directory;

  /**
   * @param name the package's name
   * @param suite the suite of Debian that it is of, such as {@code sid}; empty for what the system
   *     itself would install
   * @param path where the programs of Debian are searched for, as in the variable PATH
   * @param directory what is to have the package's files
   */
  DebianPackage(String name, String suite, String path, Path directory) {
    this.name = name;
    this.suite = suite;
    this.path = path;
    this.directory = directory;
  }

  /**
   * Returns the program of a package of another suite than the system's, which is unpacked into the
   * build directory, once.
   *
   * @param name the name of the package and of the program
   * @param suite the suite of Debian
   * @throws IOException if that is not possible, with the reason
   */
  public static Path program(String name, String suite) throws IOException {
    Path directory = RegistryProgram.buildDirectory().resolve(name + "-" + suite);
    Path program = directory.resolve("usr/bin").resolve(name);
    // the scripts of stories that run at the same time have this class each for itself
    synchronized (Runtime.getRuntime()) {
      if (!Files.exists(program)) {
        new DebianPackage(name, suite, System.getenv("PATH"), directory).unpack();
      }
    }
    return program;
  }

  /**
   * Downloads and unpacks it, in place of what the directory has. The directory is there only once
   * it is whole.
   *
   * @throws IOException if that is not possible, with the reason
   */
  void unpack() throws IOException {
    String apt = found("apt-get");
    String dpkg = found("dpkg-deb");
    delete(directory);
    Files.createDirectories(directory.getParent());
    Path work = Files.createTempDirectory(directory.getParent(), name + "-download");
    try {
      Path files = work.resolve("files");
      succeed(work, dpkg, "--extract", download(apt, work).toString(), files.toString());
      Files.move(files, directory, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(work);
    }
  }

  private String found(String program) throws IOException {
    return Command.find(path, program)
        .map(Path::toString)
        .orElseThrow(() -> new IOException("there is no " + program));
  }

  private Path download(String apt, Path work) throws IOException {
    Path archives = Files.createDirectories(work.resolve("archives"));
    String common = options(work) + (suite.isEmpty() ? "" : ownSource(work));
    Path options = Files.writeString(work.resolve("apt.conf"), common);
    String[] download = {apt, "--config-file", options.toString(), "download", name};
    if (!Command.execute(archives, download).succeeded()) {
      // the system has no package lists, or old ones
      Path lists = Files.createDirectories(work.resolve("state/lists/partial"));
      Files.createFile(work.resolve("state/status"));
      Files.writeString(options, common + ownLists(work.resolve("state")));
      // what it could not fetch may be none of ours: the download tells
      Command.Result update =
          Command.execute(lists, apt, "--config-file", options.toString(), "update");
      Command.Result again = Command.execute(archives, download);
      if (!again.succeeded()) {
        throw new IOException(errors(update.output() + again.output()));
      }
    }
    try (DirectoryStream<Path> packages = Files.newDirectoryStream(archives, "*.deb")) {
      return packages.iterator().next();
    }
  }

  /** The options of apt: its sandbox is a user who need not be allowed to write here. */
  private static String options(Path work) {
    return """
    Dir::Cache "%s";
    APT::Sandbox::User "root";
    """
        .formatted(work.resolve("cache"));
  }

  /** More options: only the suite, and not the sources of the system. */
  private String ownSource(Path work) throws IOException {
    Path sources =
        Files.writeString(
            work.resolve("sources.list"),
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.pgp]"
                + " http://deb.debian.org/debian "
                + suite
                + " main\n");
    return """
    Dir::Etc::SourceList "%s";
    Dir::Etc::SourceParts "%s";
    """
        .formatted(sources, work.resolve("no-parts"));
  }

  /** More options: without what the system does after an update, such as telling a desktop. */
  private static String ownLists(Path state) {
    return """
    Dir::State "%s";
    Dir::State::status "%s";
    Acquire::Languages "none";
    #clear APT::Update::Pre-Invoke;
    #clear APT::Update::Post-Invoke;
    #clear APT::Update::Post-Invoke-Success;
    """
        .formatted(state, state.resolve("status"));
  }

  private static void succeed(Path work, String... command) throws IOException {
    Command.Result result = Command.execute(work, command);
    if (!result.succeeded()) {
      throw new IOException(errors(result.output()));
    }
  }

  /** Returns what went wrong in apt's words, or the last words of another program. */
  private static String errors(String output) {
    List<String> lines = output.lines().toList();
    List<String> errors = lines.stream().filter(it -> it.matches("[EW]: .*")).distinct().toList();
    List<String> said = errors.isEmpty() ? lines : errors;
    return String.join("\n", said.subList(Math.max(0, said.size() - LINES_SHOWN), said.size()));
  }

  private static void delete(Path directory) throws IOException {
    succeed(Path.of("."), "rm", "-rf", directory.toString());
  }
}
