package io.github.captainos.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** CNCF Distribution on a free port of this machine. */
public final class Distribution implements AutoCloseable {
  /** A port that was free a moment ago may be taken by another program. */
  private static final int ATTEMPTS = 5;

  private final Server server;
  private final Path home;
  private final String address;

  private Distribution(Server server, Path home, String address) {
    this.server = server;
    this.home = home;
    this.address = address;
  }

  /**
   * Starts one, with the first of these that there is: {@code docker-registry} or {@code registry}
   * on the PATH; Docker or Podman, with {@code registry:3}.
   *
   * @param home where it keeps {@code storage} and {@code access.log}; what is there is deleted
   * @param configuration lines of its configuration that are added; the section {@code http} is the
   *     last and goes on with the first of them if that is indented
   * @throws IllegalStateException if there is none, or if it does not start
   */
  public static Distribution start(Path home, String... configuration) throws IOException {
    Files.createDirectories(home.resolve("storage"));
    for (int attempt = 1; ; attempt++) {
      try {
        return start(home, freePort(), configuration);
      } catch (IllegalStateException e) {
        if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains("already in use")) {
          throw e;
        }
      }
    }
  }

  private static Distribution start(Path home, int port, String... configuration)
      throws IOException {
    Path log = home.resolve("access.log");
    // what answers at the port may be another program
    Server server =
        Server.start(
            command(home, port, configuration),
            log,
            () -> Files.readString(log).contains("listening on "));
    return new Distribution(server, home, "127.0.0.1:" + port);
  }

  private static List<String> command(Path home, int port, String... configuration)
      throws IOException {
    Path config = home.resolve("config.yml");
    Optional<String> binary = onPath("docker-registry", "registry");
    if (binary.isPresent()) {
      Files.writeString(config, configuration(home.resolve("storage"), "127.0.0.1:" + port));
      Files.write(config, List.of(configuration), StandardOpenOption.APPEND);
      return List.of(binary.get(), "serve", config.toString());
    }
    String engine =
        onPath("docker", "podman")
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        """
                        The integration tests need a registry, and there is none. Any of these will do:
                          - the command docker-registry (Debian, Ubuntu: apt-get install docker-registry)
                          - the command registry (https://github.com/distribution/distribution/releases)
                          - Docker or Podman, to run registry:3
                          - one that runs already: -Dcaptain.it.registry=host:port and
                            -Dcaptain.it.registry.home=directory, in which it keeps its data in
                            'storage' and what it prints in 'access.log'
                        Without integration tests: -Dinvoker.skip"""));
    Files.writeString(config, configuration(Path.of("/storage"), ":5000"));
    Files.write(config, List.of(configuration), StandardOpenOption.APPEND);
    return List.of(
        engine,
        "run",
        "--rm",
        "--publish",
        "127.0.0.1:" + port + ":5000",
        "--volume",
        home.resolve("storage") + ":/storage",
        "--volume",
        config + ":/etc/distribution/config.yml:ro",
        "registry:3");
  }

  private static String configuration(Path storage, String address) {
    return """
    version: 0.1
    log:
      level: info
    storage:
      filesystem:
        rootdirectory: '%s'
    http:
      addr: %s
    """
        .formatted(storage, address);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<String> onPath(String... programs) {
    return Arrays.stream(programs)
        .flatMap(
            program ->
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .map(directory -> Path.of(directory, program)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** Returns {@code host:port}. */
  public String address() {
    return address;
  }

  /** Returns the directory with {@code storage} and {@code access.log}. */
  public Path home() {
    return home;
  }

  /** Stops it. */
  @Override
  public void close() {
    server.close();
  }
}
