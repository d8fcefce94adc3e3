package io.github.captainos.testing.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A program that runs CNCF Distribution: a binary of it, or Podman or Docker with its image. */
public final class RegistryProgram {
  private static final String PACKAGE = "docker-registry";
  private static final String IMAGE = "docker.io/library/registry:3";

  private final List<String> command;

  private RegistryProgram(List<String> command) {
    this.command = command;
  }

  /**
   * Returns the first of these that works: {@code docker-registry} or {@code registry} on the PATH;
   * the package {@code docker-registry} that an earlier build has unpacked; the same, downloaded
   * now, on Debian and Ubuntu; Podman; Docker.
   *
   * @throws IllegalStateException if there is none, with all that the user may do
   */
  public static RegistryProgram find() {
    return find(System.getenv("PATH"), buildDirectory());
  }

  static RegistryProgram find(String path, Path build) {
    Path directory = build.resolve(PACKAGE);
    Path programs = directory.resolve("usr/bin");
    Optional<Path> binary =
        Stream.of(
                Command.find(path, PACKAGE),
                Command.find(path, "registry"),
                Command.find(programs.toString(), PACKAGE))
            .flatMap(Optional::stream)
            .filter(program -> succeeds(program, "--version"))
            .findFirst();
    if (binary.isPresent()) {
      return binary(binary.get());
    }
    try {
      new DebianPackage(PACKAGE, "", path, directory).unpack();
      Path unpacked = programs.resolve(PACKAGE);
      if (!succeeds(unpacked, "--version")) {
        throw new IOException(unpacked + " does not run");
      }
      return binary(unpacked);
    } catch (IOException e) {
      return engine(path, build)
          .orElseThrow(() -> new IllegalStateException(message(e.getMessage())));
    }
  }

  /** Returns a binary of Distribution. */
  static RegistryProgram binary(Path program) {
    return new RegistryProgram(List.of(program.toString(), "serve"));
  }

  private static Optional<RegistryProgram> engine(String path, Path build) {
    // first, since it may call itself docker, too; what it stores belongs to whoever runs it
    return Command.find(path, "podman")
        .filter(podman -> succeeds(podman, "version"))
        .map(podman -> engine(podman, build, List.of()))
        .or(
            () ->
                Command.find(path, "docker")
                    // asks the daemon
                    .filter(docker -> succeeds(docker, "version"))
                    .map(docker -> engine(docker, build, List.of("--user", owner(build)))));
  }

  private static RegistryProgram engine(Path program, Path build, List<String> options) {
    // address and files are the same inside as outside, also with SELinux
    return new RegistryProgram(
        Stream.of(
                List.of(program.toString(), "run", "--rm", "--network", "host"),
                List.of("--security-opt", "label=disable", "--volume", build + ":" + build),
                options,
                List.of(IMAGE, "serve"))
            .flatMap(List::stream)
            .toList());
  }

  private static String owner(Path file) {
    try {
      return Files.getAttribute(file, "unix:uid") + ":" + Files.getAttribute(file, "unix:gid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean succeeds(Path program, String argument) {
    try {
      return Command.execute(Path.of("."), program.toString(), argument).succeeded();
    } catch (IOException e) {
      // such as a binary for other processors
      return false;
    }
  }

  private static String message(String whyNotDownloaded) {
    return """
    The integration tests need a registry, and there is none. Any of these will do:
      - Debian's or Ubuntu's package docker-registry: installed, or with apt-get and a network; then
        the build downloads it into target/docker-registry
      - the command registry (https://github.com/distribution/distribution/releases)
      - Docker or Podman, to run registry:3
      - for stories that start no registry of their own, one that runs already:
        -Dcaptain.it.registry=host:port and -Dcaptain.it.registry.home=directory, in which it keeps
        its data in 'storage' and what it prints in 'access.log'
    Without integration tests: -Dinvoker.skip
    The package docker-registry was not downloaded: %s\
    """
        .formatted(whyNotDownloaded);
  }

  /** The directory of the classes of the tests is in it. */
  static Path buildDirectory() {
    try {
      return Path.of(
              RegistryProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the command that runs a registry with a configuration, a file of the build. */
  List<String> serve(Path configuration) {
    return Stream.concat(command.stream(), Stream.of(configuration.toString())).toList();
  }

  /** Returns the program's path. */
  @Override
  public String toString() {
    return command.get(0);
  }
}
