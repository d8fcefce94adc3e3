package io.github.captainos.testing.program;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A package of Debian or Ubuntu that is downloaded and unpacked without being installed: any user
 * may, and nothing of the system changes.
 */
public final class DebianPackage {
  private static final int LINES_SHOWN = 6;

  private static final String SID =
      "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.pgp]"
          + " http://deb.debian.org/debian sid main";

  private final String name;
  private final String path;
  private final Path directory;
  private final boolean isOfSid;

  /**
   * @param name the package's name
   * @param path where the programs of Debian are searched for, as in the variable PATH
   * @param directory what is to have the package's files
   */
  DebianPackage(String name, String path, Path directory) {
    this(name, path, directory, false);
  }

  private DebianPackage(String name, String path, Path directory, boolean isOfSid) {
    this.name = name;
    this.path = path;
    this.directory = directory;
    this.isOfSid = isOfSid;
  }

  /**
   * Returns a program of a package in Debian's unstable release, "sid", which is newer than that of
   * the system.
   *
   * @param build a directory for such programs, in which an earlier build may have unpacked it
   * @return its path; empty if the package cannot be downloaded or the program does not run here,
   *     which is printed
   */
  public static Optional<String> ofSid(String name, Path build) throws IOException {
    Path directory = build.resolve(name + "-sid");
    String program = directory.resolve("usr/bin").resolve(name).toString();
    try {
      if (!Files.exists(directory)) {
        new DebianPackage(name, System.getenv("PATH"), directory, true).unpack();
      }
      succeed(build, program, "version");
      return Optional.of(program);
    } catch (IOException e) {
      System.out.println("Left out: " + name + " of Debian's sid: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Downloads and unpacks it, in place of what the directory has. The directory is there only once
   * it is whole.
   *
   * @throws IOException if that is not possible, with the reason
   */
  void unpack() throws IOException {
    String apt = program("apt-get");
    String dpkg = program("dpkg-deb");
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

  private String program(String program) throws IOException {
    return Command.find(path, program)
        .map(Path::toString)
        .orElseThrow(() -> new IOException("there is no " + program));
  }

  private Path download(String apt, Path work) throws IOException {
    Path archives = Files.createDirectories(work.resolve("archives"));
    Path options = Files.writeString(work.resolve("apt.conf"), options(work));
    String[] download = {apt, "--config-file", options.toString(), "download", name};
    if (isOfSid || !Command.execute(archives, download).succeeded()) {
      // the system has no package lists, or old or other ones
      Path lists = Files.createDirectories(work.resolve("state/lists/partial"));
      Files.createFile(work.resolve("state/status"));
      Files.writeString(options, options(work) + ownLists(work.resolve("state")));
      if (isOfSid) {
        Path source = Files.writeString(work.resolve("sources.list"), SID + "\n");
        String only = "Dir::Etc::SourceList \"" + source + "\";\nDir::Etc::SourceParts \"-\";\n";
        Files.writeString(options, only, StandardOpenOption.APPEND);
      }
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
