package io.github.captainos.report;

import java.util.Locale;

/** What was done with a blob or a manifest. */
public enum State {
  /** It was sent to the registry. */
  UPLOADED,
  /** The registry took it from another of its repositories. */
  MOUNTED,
  /** It was fetched from the registry. */
  FETCHED,
  /** It was already present. */
  PRESENT,
  /** It was not asked for. */
  OMITTED,
  /** It would have been sent without {@code dryRun}. */
  PLANNED;

  /** Returns the word for reports. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the word for recaps. */
  String text() {
    return this == PLANNED ? "would upload" : word();
  }
}
