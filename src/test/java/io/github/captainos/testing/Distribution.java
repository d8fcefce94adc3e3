package io.github.captainos.testing;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** CNCF Distribution on a free port of this machine. */
public final class Distribution implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final Path home;
  private final int port;

  private Distribution(Process process, Path home, int port) {
    this.process = process;
    this.home = home;
    this.port = port;
  }

  /**
   * Starts one, with the first of these that there is: {@code docker-registry} or {@code registry}
   * on the PATH; Docker or Podman, with {@code registry:3}.
   *
   * @param home where it keeps {@code storage} and {@code access.log}; what is there is deleted
   * @param configuration lines of its configuration that are added
   * @throws IllegalStateException if there is none, or if it does not start
   */
  public static Distribution start(Path home, String... configuration) throws IOException {
    Files.createDirectories(home.resolve("storage"));
    int port = freePort();
    Path log = home.resolve("access.log");
    Process process =
        new ProcessBuilder(command(home, port, configuration))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    // also where the build is cut short
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Distribution distribution = new Distribution(process, home, port);
    distribution.awaitStart();
    return distribution;
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
      level: warn
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

  private void awaitStart() throws IOException {
    long start = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
        close();
        throw new IllegalStateException(
            "The registry did not start: " + Files.readString(home.resolve("access.log")));
      }
      pause();
    }
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://" + address() + "/v2/").toURL().openConnection();
      return connection.getResponseCode() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Returns the directory with {@code storage} and {@code access.log}. */
  public Path home() {
    return home;
  }

  /** Stops it. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
