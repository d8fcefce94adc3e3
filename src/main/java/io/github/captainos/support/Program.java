package io.github.captainos.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a program to its end, with a limit of time and of output. */
public final class Program {
  private static final DaemonThreads READERS = new DaemonThreads("captain-program");

  /** The maximum number of bytes that a program may print to one stream. */
  private static final int MAX_OUTPUT = 16 << 20;

  private Program() {}

  /**
   * What a program did.
   *
   * @param status its exit status; negative if it was stopped
   * @param text what it printed
   * @param errors what it printed to the error stream, or why it was stopped
   */
  public record Output(int status, String text, String errors) {
    /** Returns the output of a program that was stopped. */
    public static Output stopped(String why) {
      return new Output(-1, "", why);
    }

    public boolean succeeded() {
      return status == 0;
    }
  }

  /**
   * Runs a program.
   *
   * @param input what it reads, which may be less than all
   * @param deadline the time after which it is stopped, with all processes that it has started
   * @throws TimeoutException if that time is over
   * @throws IOException if it cannot be started
   * @throws InterruptedIOException if this thread is interrupted
   */
  public static Output run(ProcessBuilder builder, String input, Duration deadline)
      throws IOException, TimeoutException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted"); // a program that ends at once does not tell
    }
    Process process = builder.start();
    try {
      CompletableFuture<byte[]> text = read(process, process.getInputStream());
      CompletableFuture<byte[]> errors = read(process, process.getErrorStream());
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(UTF_8));
      } catch (IOException e) {
        // it ended without reading it; its output says why
      }
      CompletableFuture.allOf(text, errors, process.onExit())
          .get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      return text.join().length > MAX_OUTPUT || errors.join().length > MAX_OUTPUT
          ? Output.stopped("printed more than " + (MAX_OUTPUT >> 20) + " MiB")
          : new Output(
              process.exitValue(),
              new String(text.join(), UTF_8),
              new String(errors.join(), UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<byte[]> read(Process process, InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            byte[] bytes = stream.readNBytes(MAX_OUTPUT + 1);
            if (bytes.length > MAX_OUTPUT) {
              process.destroyForcibly();
            }
            return bytes;
          } catch (IOException e) {
            return new byte[0]; // it was stopped
          }
        },
        task -> READERS.newThread(task).start());
  }
}
