package io.github.captainos.testing.program;

import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** A program that runs in the background, as long as a test needs it and no longer. */
final class Server implements AutoCloseable {
  private final Process process;

  private Server(Process process) {
    this.process = process;
  }

  /**
   * Starts a program and waits until it is ready.
   *
   * @param log where all goes that it prints
   * @param isReady whether it is
   * @throws IllegalStateException if it ends instead
   */
  static Server start(List<String> command, Path log, Callable<Boolean> isReady)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // else a program in Go collects garbage each few MiB, which takes longer than most requests
    builder.environment().put("GOGC", "1000");
    Process process = builder.redirectOutput(log.toFile()).start();
    // also where the build is cut short
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Server server = new Server(process);
    HangGuard.await("the start of " + command, () -> isReady.call() || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException(command + " did not start: " + Files.readString(log));
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
