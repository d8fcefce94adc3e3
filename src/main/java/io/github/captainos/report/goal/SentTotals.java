package io.github.captainos.report.goal;

import io.github.captainos.report.Part;
import io.github.captainos.report.State;
import io.github.captainos.report.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much of images was sent, or with {@code dryRun} would have been sent.
 *
 * @param totals the totals of their blobs and manifests
 * @param dryRun whether nothing was sent
 * @param canMount whether blobs may have been mounted
 */
record SentTotals(Totals totals, boolean dryRun, boolean canMount) {

  /**
   * @param parts all parts; a part of several images may occur several times
   */
  static SentTotals of(Stream<Part> parts, boolean dryRun) {
    return new SentTotals(
        Totals.of(parts, State.UPLOADED, State.PRESENT, State.PLANNED), dryRun, false);
  }

  /**
   * Returns those of copies, whose blobs may have been mounted.
   *
   * @param parts all parts; a part of several images may occur several times
   */
  static SentTotals ofCopies(Stream<Part> parts, boolean dryRun) {
    return new SentTotals(
        Totals.of(parts, State.UPLOADED, State.MOUNTED, State.PRESENT, State.PLANNED),
        dryRun,
        true);
  }

  private String sent() {
    return text(dryRun ? State.PLANNED : State.UPLOADED);
  }

  private String present() {
    return text(State.PRESENT);
  }

  private String text(State state) {
    return totals.text(state, "blob or manifest", "blobs and manifests");
  }

  /** Returns the last lines of the recap. */
  List<String> recap() {
    List<String> lines = new ArrayList<>();
    lines.add((dryRun ? "  To send:   " : "  Sent:      ") + sent());
    if (canMount) {
      lines.add("  Mounted:   " + text(State.MOUNTED));
    }
    lines.add("  Present:   " + present());
    return lines;
  }

  /** Returns the sentences below the table of a summary. */
  String facts() {
    return (dryRun ? "To send: " : "Sent: ")
        + sent()
        + (canMount ? ". Mounted: " + text(State.MOUNTED) : "")
        + ". Present: "
        + present()
        + ".";
  }
}
