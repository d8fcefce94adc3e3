package io.github.captainos.registry.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.RegistryAuthenticationFailedException;
import com.google.cloud.tools.jib.http.ResponseException;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.auth.Credentials;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in one line what went wrong at a registry, in its own words, and what to do. */
final class ErrorMessages {
  private ErrorMessages() {}

  /** Returns what the user reads. */
  static String words(
      Throwable thrown,
      RepositoryName repository,
      Access access,
      @Nullable Credentials credentials,
      Instant now) {
    Throwable failure = underlying(thrown);
    return find(failure, RegistryException.class)
        .map(Throwable::getMessage)
        .or(
            () ->
                find(failure, ResponseException.class)
                    .map(response -> answer(response, repository, access, credentials, now)))
        .orElseGet(() -> noAnswer(failure, repository));
  }

  /**
   * Returns what may stand in a stack trace, which Maven prints with {@code -e}. An answer's
   * exception quotes the URL, which may be one that is a secret: signed, by a storage service.
   */
  static @Nullable Throwable withoutSecrets(Throwable thrown) {
    Throwable failure = underlying(thrown);
    Throwable jibs =
        find(failure, com.google.cloud.tools.jib.api.RegistryException.class).orElse(null);
    if (find(failure, ResponseException.class).isPresent()) {
      return null;
    }
    return jibs == null ? failure : jibs.getCause();
  }

  /** Where no token comes, jib's exception quotes its request, refresh token included. */
  private static Throwable underlying(Throwable thrown) {
    return find(thrown, RegistryAuthenticationFailedException.class)
        .map(
            failure ->
                failure.getCause() != null
                    ? failure.getCause()
                    : new RegistryException(
                        "the registry's token service gave no token. Log in again"))
        .orElse(thrown);
  }

  private static String answer(
      ResponseException response,
      RepositoryName repository,
      Access access,
      @Nullable Credentials credentials,
      Instant now) {
    int status = response.getStatusCode();
    if (status == HttpURLConnection.HTTP_PROXY_AUTH) {
      return "the proxy on the way to "
          + repository.registry()
          + " does not let us pass (status 407). Check username and password in the <proxy> of"
          + " settings.xml";
    }
    String words = words(response.getContent());
    String answer =
        "the registry answered " + status + (words.isEmpty() ? " without a word" : ": " + words);
    Optional<Duration> pause = RetryAfter.of(response, now);
    if (pause.isPresent()) {
      answer += " (it asks for a pause of " + pause.get().toSeconds() + " s)";
    }
    if (status == 401 || status == 403) {
      answer +=
          ". The credentials used were "
              + (credentials == null ? "none" : credentials)
              + ". Use those of someone who may "
              + (access == Access.WRITE ? "write to " : "read ")
              + repository.repository()
              + ": set captain.username and captain.password, or the <server> with the id "
              + repository.registry()
              + " in settings.xml, or log in with 'docker login "
              + repository.registry()
              + "'";
    }
    return answer;
  }

  private static String noAnswer(Throwable failure, RepositoryName repository) {
    String registry = repository.registry();
    if (find(failure, UnknownHostException.class).isPresent()) {
      return "the host of " + registry + " is not known. Check captain.registry and the network";
    }
    if (find(failure, SSLException.class).isPresent()
        && find(failure, EOFException.class).isEmpty()) {
      return "no trusted TLS connection to "
          + registry
          + " ("
          + rootMessage(failure)
          + "). If the registry's certificate is from an authority of your own, set"
          + " captain.caCertificate to the authority's certificate in PEM; plain HTTP is only spoken"
          + " to this machine itself, or with captain.insecure";
    }
    if (find(failure, ConnectException.class).isPresent()) {
      return "no connection to "
          + registry
          + " ("
          + rootMessage(failure)
          + "). Check captain.registry and the network";
    }
    if (find(failure, InterruptedIOException.class).isPresent()) {
      return registry + " did not answer in time";
    }
    return "the exchange with " + registry + " failed (" + rootMessage(failure) + ")";
  }

  /**
   * OCI Distribution Specification 1.1, error codes. What is no such document (a proxy's page) is
   * quoted in part.
   */
  private static String words(@Nullable String content) {
    if (content == null || content.isBlank()) {
      return "";
    }
    List<String> words = new ArrayList<>();
    try {
      for (JsonNode error : Json.read(content.getBytes(StandardCharsets.UTF_8)).path("errors")) {
        words.add(
            (error.path("code").asText() + " " + error.path("message").asText()).strip()
                + detail(error.path("detail")));
      }
    } catch (IOException e) {
      words.clear();
    }
    return shorten(words.isEmpty() ? content.replaceAll("<[^>]*>", " ") : String.join("; ", words));
  }

  private static String detail(JsonNode detail) {
    return detail.isMissingNode() || detail.isNull() || detail.isEmpty() && !detail.isTextual()
        ? ""
        : " (" + (detail.isTextual() ? detail.asText() : detail.toString()) + ")";
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : shorten(message);
  }

  private static String shorten(String text) {
    return Printable.of(text.replaceAll("\\s+", " ").strip());
  }

  /** Returns the failure itself, or the first of its causes, of that type. */
  static <T extends Throwable> Optional<T> find(@Nullable Throwable failure, Class<T> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }
}
