package io.github.captainos.testing.program;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

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
   * Starts one, with the program that {@link RegistryProgram#find} finds.
   *
   * @param home where it keeps {@code storage} and {@code access.log}, below the build's directory
   * @param configuration lines of its configuration that are added; the section {@code http} is the
   *     last and goes on with the first of them if that is indented
   * @throws IllegalStateException if there is no such program, or if it does not start
   */
  public static Distribution start(Path home, String... configuration) throws IOException {
    return start(RegistryProgram.find(), home, configuration);
  }

  /**
   * Starts a given binary of it.
   *
   * @param home as above
   */
  public static Distribution startBinary(Path program, Path home) throws IOException {
    return start(RegistryProgram.binary(program), home);
  }

  private static Distribution start(RegistryProgram program, Path home, String... configuration)
      throws IOException {
    Files.createDirectories(home.resolve("storage"));
    for (int attempt = 1; ; attempt++) {
      try {
        return start(program, home, freePort(), configuration);
      } catch (IllegalStateException e) {
        if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains("already in use")) {
          throw e;
        }
      }
    }
  }

  private static Distribution start(
      RegistryProgram program, Path home, int port, String... configuration) throws IOException {
    String address = "127.0.0.1:" + port;
    Path config = home.resolve("config.yml");
    Files.writeString(config, configuration(home.resolve("storage"), address));
    Files.write(config, List.of(configuration), StandardOpenOption.APPEND);
    Path log = home.resolve("access.log");
    // what answers at the port may be another program
    Server server =
        Server.start(
            program.serve(config), log, () -> Files.readString(log).contains("listening on "));
    return new Distribution(server, home, address);
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
