package io.github.captainos.report.terminal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats times for people. */
public final class Times {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Times() {}

  /** Returns {@code 2026-01-31 09:30}, in UTC, or {@code unknown}. */
  public static String minute(@Nullable Instant time) {
    return time == null ? "unknown" : MINUTE.format(time);
  }

  /** Returns {@code 2026-01-31 09:30 UTC}, or {@code unknown}. */
  public static String minuteUtc(@Nullable Instant time) {
    return time == null ? minute(time) : minute(time) + " UTC";
  }

  /** Returns the time for JSON, or null. */
  public static @Nullable String json(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
