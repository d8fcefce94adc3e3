package io.github.captainos.registry.remote;

import static io.github.captainos.registry.http.NetworkErrors.find;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.auth.Credentials;
import io.github.captainos.registry.auth.LoginException;
import io.github.captainos.registry.connection.BadAnswerException;
import io.github.captainos.registry.connection.SlowAnswerException;
import io.github.captainos.registry.http.NetworkErrors;
import io.github.captainos.registry.http.Origin;
import io.github.captainos.registry.http.OtherHostException;
import io.github.captainos.registry.http.StatusException;
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
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/**
 * Words for what went wrong at a registry, in one line: its own, and what to do.
 *
 * @param repository what was asked
 * @param access what for
 */
record ErrorMessages(RepositoryName repository, Access access) {
  /** What registries say where a tag is never to be moved: nobody's credentials change that. */
  private static final Pattern IMMUTABLE =
      Pattern.compile("immutable|overwrit|already exists", Pattern.CASE_INSENSITIVE);

  /**
   * Returns what the user reads.
   *
   * @param credentials who we are, or null where that is not known
   * @param now when it happened
   */
  String of(Throwable failure, @Nullable Credentials credentials, Instant now) {
    return find(failure, RegistryException.class)
        .map(Throwable::getMessage)
        .or(
            () ->
                find(failure, StatusException.class)
                    .map(answer -> answer(failure, answer, credentials, now)))
        .orElseGet(() -> noAnswer(failure));
  }

  /**
   * Returns what may stand in a stack trace, which Maven prints with {@code -e}: nothing where
   * there was an answer, since there the message has said all.
   */
  static @Nullable Throwable withoutSecrets(Throwable failure) {
    return find(failure, StatusException.class).isPresent() ? null : failure;
  }

  private String answer(
      Throwable failure, StatusException answer, @Nullable Credentials credentials, Instant now) {
    int status = answer.status();
    if (status == HttpURLConnection.HTTP_PROXY_AUTH) {
      return "the proxy on the way to "
          + repository.registry()
          + " does not let us pass (status 407). Check username and password in the <proxy> of"
          + " settings.xml";
    }
    String words = words(answer.content());
    boolean isOther = !Origin.of(repository.registry()).is(answer.url());
    boolean isTokenService =
        find(failure, LoginException.class).filter(LoginException::isOfTokenService).isPresent();
    String message =
        (isOther && !isTokenService
                ? "the registry leads to " + Printable.of(answer.url().getHost()) + ", which"
                : "the registry")
            + " answered "
            + status
            + (words.isEmpty() ? " without a word" : ": " + words)
            + (isOther && isTokenService
                ? " (its token service " + Origin.hostOf(answer.url()) + ")"
                : "");
    Optional<Duration> pause = RetryAfter.of(answer, now);
    if (pause.isPresent()) {
      message += " (it asks for a pause of " + pause.get().toSeconds() + " s)";
    }
    boolean isDenied =
        status == HttpURLConnection.HTTP_UNAUTHORIZED
            || status == HttpURLConnection.HTTP_FORBIDDEN
                && !IMMUTABLE.matcher(answer.content()).find();
    return isDenied && (!isOther || isTokenService) ? message + whatToDo(credentials) : message;
  }

  private String whatToDo(@Nullable Credentials credentials) {
    return ". The credentials used were "
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

  private String noAnswer(Throwable failure) {
    String other = find(failure, OtherHostException.class).map(OtherHostException::host).orElse("");
    String host =
        other.isEmpty()
            ? repository.registry()
            : other + ", to which " + repository.registry() + " leads,";
    String check = other.isEmpty() ? "Check captain.registry and the network" : "Check the network";
    if (find(failure, UnknownHostException.class).isPresent()) {
      return "the host of " + host + " is not known. " + check;
    }
    if (find(failure, SSLException.class).isPresent()
        && find(failure, EOFException.class).isEmpty()) {
      return "no trusted TLS connection to "
          + host
          + " ("
          + rootMessage(failure)
          + "). If the registry's certificate is from an authority of your own, set"
          + " captain.caCertificate to the authority's certificate in PEM; plain HTTP is only spoken"
          + " to this machine itself, or with captain.insecure";
    }
    if (find(failure, ConnectException.class).isPresent()) {
      return "no connection to " + host + " (" + rootMessage(failure) + "). " + check;
    }
    if (find(failure, SlowAnswerException.class).isPresent()) {
      return host + " answered too slowly";
    }
    if (find(failure, InterruptedIOException.class).isPresent()) {
      return host + " did not answer in time";
    }
    Optional<BadAnswerException> bad = find(failure, BadAnswerException.class);
    if (bad.isPresent()) {
      return "the answer of " + host + " makes no sense: " + bad.get().getMessage();
    }
    if (find(failure, MessageConstraintException.class).isPresent()) {
      return "the answer of " + host + " has headers without end";
    }
    if (NetworkErrors.isBadAnswer(failure)) {
      return host + " answered something that is no HTTP";
    }
    return "the exchange with " + host + " failed (" + rootMessage(failure) + ")";
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
}
