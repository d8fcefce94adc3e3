package io.github.captainos.registry.remote;

import static io.github.captainos.registry.http.NetworkException.find;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.http.Credentials;
import io.github.captainos.registry.http.NetworkException;
import io.github.captainos.registry.http.Origin;
import io.github.captainos.registry.http.StatusException;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The messages of failed requests to a registry, in one line each: the registry's own message, and
 * what to do.
 *
 * @param repository the repository of the requests
 * @param access what the repository was opened for
 * @param names the names of the parameters
 */
record ErrorMessages(RepositoryName repository, Access access, ParameterNames names) {
  private static final int TOO_LARGE = 413;

  /** What registries say if a tag is immutable, so that other credentials do not help. */
  private static final Pattern IMMUTABLE =
      Pattern.compile("immutable|overwrit|already exists", Pattern.CASE_INSENSITIVE);

  /**
   * Returns the message for a failure.
   *
   * @param credentials the credentials that were used, or null if they are not known
   * @param now the time of the failure
   */
  String of(Throwable failure, @Nullable Credentials credentials, Instant now) {
    Optional<RegistryException> told = find(failure, RegistryException.class);
    Optional<StatusException> answer = find(failure, StatusException.class);
    Optional<NetworkException> lost = find(failure, NetworkException.class);
    if (told.isPresent()) {
      return String.valueOf(told.get().getMessage());
    }
    if (answer.isPresent()) {
      return answer(answer.get(), credentials, now);
    }
    return lost.isPresent() ? noAnswer(lost.get()) : lost(repository.registry(), failure);
  }

  private static String lost(String host, Throwable failure) {
    return "the exchange with %s failed (%s)".formatted(host, reason(failure));
  }

  private String answer(StatusException answer, @Nullable Credentials credentials, Instant now) {
    int status = answer.status();
    String registry = repository.registry();
    if (status == HttpURLConnection.HTTP_PROXY_AUTH) {
      return ("the proxy on the way to %s rejected the credentials (status 407). Check username and"
              + " password in the <proxy> of settings.xml")
          .formatted(registry);
    }
    boolean isDenied =
        status == HttpURLConnection.HTTP_UNAUTHORIZED
            || status == HttpURLConnection.HTTP_FORBIDDEN
                && !IMMUTABLE.matcher(answer.content()).find();
    boolean isTokenService = answer.isOfTokenService();
    boolean isOther = !Origin.of(registry).is(answer.url());
    String host = Origin.hostOf(answer.url());
    String words = serverMessage(answer.content(), !isDenied);
    String message =
        "the registry%s answered %s%s%s"
            .formatted(
                isOther && !isTokenService
                    ? " redirects to " + Printable.of(answer.url().getHost()) + ", which"
                    : "",
                status,
                words.isEmpty() ? " with an empty body" : ": " + words,
                isOther && isTokenService ? " (its token service " + host + ")" : "");
    Optional<Duration> pause = answer.requestedPause(now);
    if (pause.isPresent()) {
      message += " (it requests a pause of " + pause.get().toSeconds() + " s)";
    }
    if (status == TOO_LARGE) {
      return message
          + ". It, or a server in front of it, accepts no request of this size, and smaller ones"
          + " did not help. Increase this limit";
    }
    return isDenied && (!isOther || isTokenService) ? message + whatToDo(credentials) : message;
  }

  private String whatToDo(@Nullable Credentials credentials) {
    String access = (this.access == Access.WRITE ? "write to " : "read ") + repository.repository();
    boolean hasNone = credentials == null || credentials.credential() == null;
    String found = credentials == null ? "" : " (" + credentials + ")";
    return (hasNone
            ? ". To %s, log in: no credentials were found%s. Set ".formatted(access, found)
            : ". The credentials used were %s. Use those of someone who may %s: set "
                .formatted(credentials, access))
        + ("%s and %s, or the <server> with the id %s in settings.xml, or log in with"
                + " 'docker login %3$s'")
            .formatted(names.of("username"), names.of("password"), repository.registry());
  }

  private String noAnswer(NetworkException failure) {
    String registry = repository.registry();
    boolean isOther = !Origin.of(registry).is(failure.url());
    String host =
        isOther
            ? "%s, to which %s redirects,".formatted(Origin.hostOf(failure.url()), registry)
            : registry;
    String check =
        isOther ? "Check the network" : "Check " + names.of("registry") + " and the network";
    return switch (failure.kind()) {
      case UNKNOWN_HOST ->
          failure.proxy().isPresent()
              ? "the proxy %s on the way to %s is not known. Check the <proxy> of settings.xml"
                  .formatted(Printable.of(failure.proxy().get()), host)
              : "the host of %s is not known. %s".formatted(host, check);
      case UNTRUSTED, NO_TLS ->
          failure.isOfOtherHost()
              ? "the certificate of %s is for other hosts (%s). Check %s: it has to be a name that"
                      .formatted(host, reason(failure), names.of("registry"))
                  + " the certificate has"
              : ("no trusted TLS connection to %s (%s). If the registry's certificate is from an"
                      + " authority of your own, set %s to the authority's certificate in PEM; plain HTTP"
                      + " is only used for this machine itself, or with %s")
                  .formatted(
                      host, reason(failure), names.of("caCertificate"), names.of("insecure"));
      case UNCONNECTED ->
          failure.proxy().isPresent()
              ? ("no connection to the proxy %s on the way to %s (%s). Check the <proxy> of"
                      + " settings.xml")
                  .formatted(Printable.of(failure.proxy().get()), host, reason(failure))
              : "no connection to %s (%s). %s".formatted(host, reason(failure), check);
      case SLOW -> host + " answered too slowly";
      case SILENT -> host + " did not answer in time";
      case HUGE_HEAD -> "the answer of " + host + " has headers that are too large";
      case INVALID -> "the answer of " + host + " is not an HTTP response";
      case LOST -> lost(host, failure);
    };
  }

  /**
   * Returns the errors in the format of the OCI Distribution Specification 1.1, error codes; or
   * else the beginning of the text, such as a proxy's page.
   *
   * @param hasObjects whether details in JSON are quoted: that of a 401 is the access that the
   *     request needs, which the message says in words
   */
  private static String serverMessage(String content, boolean hasObjects) {
    List<String> errors = new ArrayList<>();
    try {
      for (JsonNode error : Json.read(content.getBytes(StandardCharsets.UTF_8)).path("errors")) {
        JsonNode detail = error.path("detail");
        boolean isShown = detail.isTextual() || hasObjects && !detail.isNull() && !detail.isEmpty();
        errors.add(
            (error.path("code").asText() + " " + error.path("message").asText()).strip()
                + (isShown ? " (" + (detail.isTextual() ? detail.asText() : detail) + ")" : ""));
      }
    } catch (IOException e) {
      errors.clear();
    }
    return shorten(
        errors.isEmpty() ? content.replaceAll("<[^>]*>", " ") : String.join("; ", errors));
  }

  private static String reason(Throwable failure) {
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
}
