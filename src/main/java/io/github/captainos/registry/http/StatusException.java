package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.Secrets;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer with a status other than 2xx, or than those that were expected. The message has no URL:
 * those of storage services are signed, and secret.
 */
public final class StatusException extends IOException {
  private static final long serialVersionUID = 1L;

  /** RFC 9110, sections 15.5.9 and 15.6, and RFC 6585, section 4. */
  private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> REDIRECTS_WITH_BODY = Set.of(307, 308);

  private static final int MAX_CONTENT = 16 << 10;

  private final String method;
  private final URL url;
  private final int status;
  private final transient List<String> challenges;
  private final String retryAfter;
  private final String location;
  private final String content;
  private boolean isOfTokenService;

  /**
   * @param method the request's method
   * @param response the answer, which is closed
   */
  public StatusException(String method, Response response) {
    super("the answer to " + method + " has the status " + response.status());
    this.method = method;
    this.url = response.url();
    this.status = response.status();
    this.challenges = List.copyOf(response.headers("WWW-Authenticate"));
    this.retryAfter = response.header("Retry-After").strip();
    this.location = response.header("Location");
    this.content = Secrets.hiddenInAnswer(new String(response.beginning(MAX_CONTENT), UTF_8));
    response.close();
  }

  /** Returns the method of the request. */
  public String method() {
    return method;
  }

  /** Returns the URL that was requested. */
  public URL url() {
    return url;
  }

  public int status() {
    return status;
  }

  void setOfTokenService() {
    isOfTokenService = true;
  }

  /** Returns whether it is an answer of the registry's token service. */
  public boolean isOfTokenService() {
    return isOfTokenService;
  }

  /** Returns whether the status is 2xx, but not one that was expected. */
  public boolean isSuccess() {
    return status < HttpURLConnection.HTTP_MULT_CHOICE;
  }

  /** Returns whether the status is that of a transient error. */
  public boolean isTransient() {
    return TRANSIENT.contains(status);
  }

  /** Returns whether the registry has refused the request, so that nothing was changed. */
  public boolean isRefusal() {
    return status >= HttpURLConnection.HTTP_BAD_REQUEST
        && status < HttpURLConnection.HTTP_INTERNAL_ERROR
        && !isNotFound()
        && !isTransient();
  }

  public boolean isNotFound() {
    return status == HttpURLConnection.HTTP_NOT_FOUND;
  }

  /**
   * Returns whether the answer has an error code.
   *
   * @param code an error code of the OCI Distribution Specification
   */
  public boolean hasCode(String code) {
    return content.contains('"' + code + '"');
  }

  /**
   * Returns whether the answer says that it is one of a registry, and not of a gateway in front of
   * it: it has errors in the format of the OCI Distribution Specification, or requests a pause.
   */
  public boolean isOfRegistry() {
    return !retryAfter.isEmpty() || content.stripLeading().startsWith("{") && hasCode("errors");
  }

  /** Returns the values of the headers {@code WWW-Authenticate}. */
  public List<String> challenges() {
    return challenges;
  }

  /**
   * Returns the pause that the registry requests with {@code Retry-After}: RFC 9110, section
   * 10.2.3.
   *
   * @param now the time of the answer, as the pause may be given as a date
   */
  public Optional<Duration> requestedPause(Instant now) {
    try {
      Duration pause =
          retryAfter.matches("\\d{1,9}")
              ? Duration.ofSeconds(Long.parseLong(retryAfter))
              : Duration.between(
                  now,
                  ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                      .toInstant());
      return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the target of a redirect, or null if the answer is not a redirect that may be followed:
   * RFC 9110, section 15.4.
   */
  @Nullable URL redirect() throws RegistryException {
    boolean isOfBody = !Set.of("GET", "HEAD").contains(method);
    return location.isEmpty() || !(isOfBody ? REDIRECTS_WITH_BODY : REDIRECTS).contains(status)
        ? null
        : Origin.resolve(url, location);
  }

  /** Returns the beginning of the body, without secrets that it repeats. */
  public String content() {
    return content;
  }
}
