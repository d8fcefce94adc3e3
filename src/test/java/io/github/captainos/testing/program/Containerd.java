package io.github.captainos.testing.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A containerd of the test's own. It mounts, so it has to be root's. */
public final class Containerd implements AutoCloseable {
  private final Server server;
  private final Path home;

  private Containerd(Server server, Path home) {
    this.server = server;
    this.home = home;
  }

  /**
   * Starts one.
   *
   * @param home where it keeps everything
   */
  public static Containerd start(Path home) throws IOException {
    Files.createDirectories(home);
    Path config = home.resolve("config.toml");
    Files.writeString(
        config,
        """
        version = 2
        root = '%1$s/root'
        state = '%1$s/state'
        disabled_plugins = ['io.containerd.grpc.v1.cri']
        [grpc]
          address = '%1$s/containerd.sock'
        """
            .formatted(home));
    Path socket = home.resolve("containerd.sock");
    Server server =
        Server.start(
            List.of("containerd", "--config", config.toString()),
            home.resolve("containerd.log"),
            () -> Files.exists(socket));
    return new Containerd(server, home);
  }

  /** Pulls an image over plain HTTP and unpacks it. */
  public void pull(String reference, String platform) {
    ctr(
        "images",
        "pull",
        "--plain-http",
        "--snapshotter",
        "native",
        "--platform",
        platform,
        reference);
  }

  /** Mounts an image that was pulled, and unmounts it after the directory has been looked at. */
  public void mounted(String reference, String platform, Consumer<Path> look) throws IOException {
    Path directory = Files.createTempDirectory(home, "mount");
    ctr(
        "images",
        "mount",
        "--snapshotter",
        "native",
        "--platform",
        platform,
        reference,
        directory.toString());
    try {
      look.accept(directory);
    } finally {
      ctr("images", "unmount", "--snapshotter", "native", "--rm", directory.toString());
    }
  }

  private void ctr(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("ctr");
    command.add("--address");
    command.add(home.resolve("containerd.sock").toString());
    command.addAll(List.of(arguments));
    Command.run(home, command.toArray(String[]::new));
  }

  /** Stops it. */
  @Override
  public void close() {
    server.close();
  }
}
