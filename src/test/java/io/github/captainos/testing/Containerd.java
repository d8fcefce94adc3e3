package io.github.captainos.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A containerd of the test's own. It mounts, so it has to be root's. */
public final class Containerd implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final Path home;

  private Containerd(Process process, Path home) {
    this.process = process;
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
    Process process =
        new ProcessBuilder("containerd", "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("containerd.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Containerd containerd = new Containerd(process, home);
    containerd.awaitStart();
    return containerd;
  }

  private void awaitStart() throws IOException {
    long start = System.nanoTime();
    while (!Files.exists(home.resolve("containerd.sock"))) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
        close();
        throw new IllegalStateException(Files.readString(home.resolve("containerd.log")));
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
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
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
