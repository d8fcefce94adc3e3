package io.github.captainos.report;

import java.util.Locale;

/** What became of a blob or a manifest. */
public enum State {
  /** It was sent to the registry. */
  UPLOADED,
  /** It was fetched from the registry. */
  FETCHED,
  /** It was there already. */
  PRESENT,
  /** It would have been sent, but for {@code dryRun}. */
  PLANNED;

  /** Returns the word that reports have for it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns how a recap says it. */
  String text() {
    return this == PLANNED ? "would upload" : word();
  }
}
