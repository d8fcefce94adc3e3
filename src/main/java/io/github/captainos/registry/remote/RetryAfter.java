package io.github.captainos.registry.remote;

import io.github.captainos.registry.http.NetworkErrors;
import io.github.captainos.registry.http.StatusException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the pause that a registry requests with {@code Retry-After}: RFC 9110, section 10.2.3. */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * Returns the pause that an answer requests.
   *
   * @param now the time of the answer, as the pause may be given as a date
   */
  static Optional<Duration> of(@Nullable Throwable failure, Instant now) {
    return NetworkErrors.find(failure, StatusException.class)
        .map(StatusException::retryAfter)
        .flatMap(value -> parse(value.strip(), now));
  }

  private static Optional<Duration> parse(String value, Instant now) {
    try {
      Duration pause =
          value.matches("\\d{1,9}")
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(
                  now,
                  ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
