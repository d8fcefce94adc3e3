package io.github.captainos.report.progress;

import io.github.captainos.report.Recap;
import io.github.captainos.report.progress.Snapshot.Item;
import java.util.Locale;

/** Formats amounts for people. */
final class Amounts {
  private static final String UNITS = "BKMGT";

  private Amounts() {}

  /** Returns {@code 61 %}; it is 100 only when everything has been transferred. */
  static String percent(Item item) {
    return (int) (100 * item.part()) + " %";
  }

  /** Returns {@code 44.5 of 72.9 MiB}. */
  static String bytes(long done, long size) {
    String whole = Recap.size(size);
    String unit = whole.substring(whole.indexOf(' ') + 1);
    int power = UNITS.indexOf(unit.charAt(0));
    String part =
        power == 0
            ? Long.toString(done)
            : String.format(Locale.ROOT, "%.1f", done / Math.pow(1024, power));
    return part + " of " + whole;
  }

  /** Returns {@code 41.2 MiB/s}, or an empty string if it is not known. */
  static String rate(Item item) {
    return item.rate() <= 0 ? "" : Recap.size(Math.round(item.rate())) + "/s";
  }

  /**
   * Returns {@code 5 s left}, rounded to its precision, or an empty string if it is not known, or
   * if only the registry's response is missing.
   */
  static String left(Item item) {
    if (item.done() >= item.size()) {
      return "";
    }
    double seconds = Math.ceil(item.secondsLeft());
    if (seconds < 100) {
      return (int) seconds + " s left";
    }
    if (seconds < 100 * 60) {
      return (int) Math.ceil(seconds / 60) + " min left";
    }
    int hours = (int) Math.ceil(seconds / 3600);
    return hours < 100 ? hours + " h left" : "";
  }
}
