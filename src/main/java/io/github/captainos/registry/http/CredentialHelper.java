package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.DaemonThreads;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A credential helper: a program that returns credentials, as specified by Docker. It is not run by
 * jib, which waits without a timeout, and shows the program's output in messages.
 *
 * @param program the program's name, as in {@code docker-credential-pass}
 * @param timeout how long to wait for its answer
 * @param waiting waits for its answer
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol">the
 *     protocol</a>
 */
record CredentialHelper(String program, Duration timeout, Waiting waiting) {

  /** Waits for an answer, with a timeout. */
  interface Waiting {
    /**
     * @throws TimeoutException if it takes longer than the timeout
     */
    byte[] get(Future<byte[]> answer, Duration timeout)
        throws InterruptedException, ExecutionException, TimeoutException;
  }

  /** Long enough for a user to unlock a keychain. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final String NOT_FOUND = "credentials not found";

  /** More than any answer has: an endless one must not fill the memory. */
  private static final int LONGEST_ANSWER = 1 << 20;

  /** Windows adds the suffix {@code .exe} itself. */
  private static final List<String> SUFFIXES =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
          ? List.of("", ".cmd")
          : List.of("");

  /**
   * @param name the helper's name in Docker's configuration
   */
  static CredentialHelper of(String name) {
    return of("docker-credential-" + name, TIMEOUT);
  }

  static CredentialHelper of(String program, Duration timeout) {
    return new CredentialHelper(
        program, timeout, (answer, time) -> answer.get(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Gets the credentials for a server.
   *
   * @param server the server, as the helper names it
   * @return the credentials, or empty if the helper has none
   * @throws IOException if it fails
   * @throws RegistryException if it does not answer before the timeout
   */
  Optional<Credential> get(String server) throws IOException {
    Process process = start();
    try {
      FutureTask<byte[]> answer = new FutureTask<>(() -> answer(process));
      new DaemonThreads("captain-credential-helper").newThread(answer).start();
      try (OutputStream input = process.getOutputStream()) {
        input.write(server.getBytes(UTF_8));
      } catch (IOException e) {
        // it ended without reading its input; its output says why
      }
      byte[] bytes = waiting.get(answer, timeout);
      return parse(process.exitValue() == 0, new String(bytes, UTF_8));
    } catch (TimeoutException e) {
      throw new RegistryException(
          program
              + " did not answer in "
              + timeout.toSeconds()
              + " s. It may be waiting for input");
    } catch (ExecutionException e) {
      throw new IOException("the answer of " + program + " could not be read");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException("interrupted while waiting for " + program);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start() throws IOException {
    for (String suffix : SUFFIXES) {
      try {
        return new ProcessBuilder(program + suffix, "get")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
      } catch (IOException e) {
        // try the next suffix
      }
    }
    throw new IOException("there is no " + program + " on the PATH");
  }

  /** Returns the output of a program after it has ended. */
  private static byte[] answer(Process process) throws InterruptedException {
    byte[] bytes;
    try (InputStream output = process.getInputStream()) {
      bytes = output.readNBytes(LONGEST_ANSWER);
    } catch (IOException e) {
      bytes = new byte[0];
    }
    process.waitFor();
    return bytes;
  }

  private Optional<Credential> parse(boolean succeeded, String answer) throws IOException {
    if (!succeeded) {
      if (answer.contains(NOT_FOUND)) {
        return Optional.empty();
      }
      throw new IOException("its credential helper " + program + " failed");
    }
    try {
      JsonNode json = Json.read(answer.getBytes(UTF_8));
      if (json.isObject()) {
        String username = json.path("Username").asText("");
        String secret = json.path("Secret").asText("");
        return secret.isEmpty()
            ? Optional.empty()
            : Optional.of(Credentials.credential(username, secret));
      }
    } catch (IOException e) {
      // reported below, without the exception's message, which quotes the output
    }
    throw new IOException("its credential helper " + program + " did not return JSON");
  }
}
