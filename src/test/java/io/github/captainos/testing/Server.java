package io.github.captainos.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program that runs in the background, as long as a test needs it and no longer. */
final class Server implements AutoCloseable {
  /** Only what hangs takes so long. */
  private static final long HANG_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final long POLL_MILLIS = 50;

  private final Process process;

  private Server(Process process) {
    this.process = process;
  }

  /**
   * Starts a program and waits until it is ready.
   *
   * @param log where all goes that it prints
   * @param isReady whether it is
   * @throws IllegalStateException if it ends instead, or hangs; the message has what it printed
   */
  static Server start(List<String> command, Path log, BooleanSupplier isReady) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    // also where the build is cut short
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Server server = new Server(process);
    long start = System.nanoTime();
    while (!isReady.getAsBoolean()) {
      try {
        if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)
            || System.nanoTime() - start > HANG_NANOS) {
          server.close();
          throw new IllegalStateException(command + " did not start: " + Files.readString(log));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return server;
  }

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
