package io.github.captainos.plugin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Maven's own parameter for reproducible builds.
 *
 * @see <a href="https://maven.apache.org/guides/mini/guide-reproducible-builds.html">Configuring
 *     for Reproducible Builds</a>
 */
final class OutputTimestamp {
  private OutputTimestamp() {}

  /**
   * @param value an ISO 8601 date and time with an offset, or seconds since 1970; a single
   *     character that is no digit switches it off, as everywhere in Maven
   * @return the moment in whole seconds, or null where there is none
   * @throws MojoExecutionException if it is neither
   */
  static @Nullable Instant parse(@Nullable String value) throws MojoExecutionException {
    if (value == null || value.isBlank() || value.length() == 1 && !isNumber(value)) {
      return null;
    }
    try {
      return isNumber(value)
          ? Instant.ofEpochSecond(Long.parseLong(value))
          : OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.SECONDS);
    } catch (DateTimeException | NumberFormatException e) {
      throw new MojoExecutionException(
          "project.build.outputTimestamp is no date and time as in 2026-01-31T12:00:00Z: " + value);
    }
  }

  private static boolean isNumber(String value) {
    return value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
