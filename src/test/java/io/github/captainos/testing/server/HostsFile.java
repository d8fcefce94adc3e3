package io.github.captainos.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Names of hosts for a JVM with {@code -Djdk.net.hosts.file}, which then knows no others. */
public final class HostsFile {
  private HostsFile() {}

  /** Writes a file that says that these names are this machine's. */
  public static void write(Path file, String... names) throws IOException {
    Files.writeString(file, "127.0.0.1 " + String.join(" ", names) + "\n");
  }

  /**
   * Writes a file without names, and adds the name once a program has missed it.
   *
   * @param log what the program prints
   * @param complaint the words with which it says so
   */
  public static void writeOnceMissed(Path file, String name, Path log, String complaint)
      throws IOException {
    Files.writeString(file, "# nobody yet\n");
    Thread thread = new Thread(() -> addOnceMissed(file, name, log, complaint), "hosts-file");
    thread.setDaemon(true);
    thread.start();
  }

  private static void addOnceMissed(Path file, String name, Path log, String complaint) {
    try {
      while (!Files.exists(log) || !Files.readString(log).contains(complaint)) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      write(file, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
