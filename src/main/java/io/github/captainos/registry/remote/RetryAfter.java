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

/** How long a registry wants to be left alone: RFC 9110, section 10.2.3. */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * Returns what the answer that caused a failure says of it.
   *
   * @param now when it said so, as it may give a date
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
