package io.github.captainos.registry.auth;

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
 * A program that knows credentials, as Docker calls it. It is called here and not by jib, which
 * waits for one for ever, and puts what one prints into messages.
 *
 * @param program the program's name, as in {@code docker-credential-pass}
 * @param patience how long to wait for its answer
 * @param waiting waits as long
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol">the
 *     protocol</a>
 */
record CredentialHelper(String program, Duration patience, Waiting waiting) {

  /** Waits for an answer, but not for ever. */
  interface Waiting {
    /**
     * @throws TimeoutException if it takes longer than there is patience
     */
    byte[] get(Future<byte[]> answer, Duration patience)
        throws InterruptedException, ExecutionException, TimeoutException;
  }

  /** Time enough for somebody to unlock a key ring. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String NOT_FOUND = "credentials not found";

  /** More than any answer has: one that never ends is not to fill the memory. */
  private static final int LONGEST_ANSWER = 1 << 20;

  /** Windows starts an {@code .exe} without being told so. */
  private static final List<String> SUFFIXES =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
          ? List.of("", ".cmd")
          : List.of("");

  /** Why a helper gave no answer; never what it printed. */
  static final class HelperException extends IOException {
    private static final long serialVersionUID = 1L;

    private HelperException(String message) {
      super(message);
    }
  }

  /**
   * @param name the helper's name in Docker's configuration
   */
  static CredentialHelper of(String name) {
    return of("docker-credential-" + name, PATIENCE);
  }

  static CredentialHelper of(String program, Duration patience) {
    return new CredentialHelper(
        program, patience, (answer, time) -> answer.get(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Asks for credentials.
   *
   * @param server for which server, in the helper's words
   * @return what it knows, or empty where it knows none
   * @throws HelperException if it does not give an answer
   * @throws RegistryException if it does not even end
   */
  Optional<Credential> get(String server) throws IOException {
    Process process = start();
    try {
      FutureTask<byte[]> answer = new FutureTask<>(() -> answer(process));
      new DaemonThreads("captain-credential-helper").newThread(answer).start();
      try (OutputStream question = process.getOutputStream()) {
        question.write(server.getBytes(UTF_8));
      } catch (IOException e) {
        // it ended without reading; its answer says why
      }
      byte[] words = waiting.get(answer, patience);
      return parse(process.exitValue() == 0, new String(words, UTF_8));
    } catch (TimeoutException e) {
      throw new RegistryException(
          program
              + " did not answer in "
              + patience.toSeconds()
              + " s. Does it wait for somebody to unlock something?");
    } catch (ExecutionException e) {
      throw new HelperException("the answer of " + program + " could not be read");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException("interrupted while waiting for " + program);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start() throws HelperException {
    for (String suffix : SUFFIXES) {
      try {
        return new ProcessBuilder(program + suffix, "get")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
      } catch (IOException e) {
        // the next, or none
      }
    }
    throw new HelperException("there is no " + program + " on the PATH");
  }

  /** Returns what a program has printed when it has ended. */
  private static byte[] answer(Process process) throws InterruptedException {
    byte[] words;
    try (InputStream output = process.getInputStream()) {
      words = output.readNBytes(LONGEST_ANSWER);
    } catch (IOException e) {
      words = new byte[0];
    }
    process.waitFor();
    return words;
  }

  private Optional<Credential> parse(boolean succeeded, String answer) throws HelperException {
    if (!succeeded) {
      if (answer.contains(NOT_FOUND)) {
        return Optional.empty();
      }
      throw new HelperException("its credential helper " + program + " failed");
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
      // said below, without the exception's message: it quotes what it could not read
    }
    throw new HelperException("its credential helper " + program + " gave no JSON");
  }
}
