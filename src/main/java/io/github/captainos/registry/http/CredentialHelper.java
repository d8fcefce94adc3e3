package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.Json;
import io.github.captainos.support.Program;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A credential helper: a program that returns credentials, as specified by Docker. It is not run by
 * jib, which waits without a timeout, and shows the program's output in messages.
 *
 * @param program the program's name, as in {@code docker-credential-pass}
 * @param timeout how long to wait for its answer
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol">the
 *     protocol</a>
 */
record CredentialHelper(String program, Duration timeout) {
  /** Long enough for a user to unlock a keychain. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final String NOT_FOUND = "credentials not found";

  /** Windows adds the suffix {@code .exe} itself. */
  private static final List<String> SUFFIXES =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
          ? List.of("", ".cmd")
          : List.of("");

  /**
   * @param name the helper's name in Docker's configuration
   */
  static CredentialHelper of(String name) {
    return new CredentialHelper("docker-credential-" + name, TIMEOUT);
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
    Program.Output answer;
    try {
      answer = run(server);
    } catch (TimeoutException e) {
      throw new RegistryException(
          "%s did not answer in %s s. It may be waiting for input"
              .formatted(program, timeout.toSeconds()));
    }
    if (!answer.succeeded()) {
      if (answer.text().contains(NOT_FOUND)) {
        return Optional.empty();
      }
      throw new IOException("its credential helper " + program + " failed");
    }
    try {
      JsonNode json = Json.read(answer.text().getBytes(UTF_8));
      if (json.isObject()) {
        String secret = json.path("Secret").asText("");
        return secret.isEmpty()
            ? Optional.empty()
            : Optional.of(Credential.from(json.path("Username").asText(""), secret));
      }
    } catch (IOException e) {
      // reported below, without the exception's message, which quotes the output
    }
    throw new IOException("its credential helper " + program + " did not return JSON");
  }

  private Program.Output run(String server) throws IOException, TimeoutException {
    for (String suffix : SUFFIXES) {
      ProcessBuilder command =
          new ProcessBuilder(program + suffix, "get")
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      try {
        return Program.run(command, server, timeout);
      } catch (InterruptedIOException e) {
        throw new RegistryException("interrupted while waiting for " + program);
      } catch (IOException e) {
        // there is none; try the next suffix
      }
    }
    throw new IOException("there is no " + program + " on the PATH");
  }
}
