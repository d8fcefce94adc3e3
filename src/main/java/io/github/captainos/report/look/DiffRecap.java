package io.github.captainos.report.look;

import io.github.captainos.report.Recap;
import io.github.captainos.report.terminal.DigestLines;
import io.github.captainos.report.terminal.TextTable;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What differs between two images, for people. Digests follow the rest, so that the rest fits a
 * terminal.
 *
 * @param report the report
 */
record DiffRecap(DiffReport report) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Diff complete");
    lines.add("  From:      " + report.from().found().image().reference());
    lines.add("  To:        " + report.to().found().image().reference());
    if (report.flavor() != null) {
      lines.add("  Flavor:    " + report.flavor());
    }
    lines.add("  Target:    " + report.to().found().image().target());
    if (report.from().key() != null && report.to().key() != null) {
      lines.add("  Signed by: " + report.from().key() + " (verified)");
      if (!report.from().key().equals(report.to().key())) {
        lines.add("             " + report.to().key() + " (verified)");
      }
    }
    if (report.platform() != null) {
      lines.add("  Platform:  " + Printable.of(report.platform()));
    }
    lines.add("");
    TextTable table = new TextTable(1, Set.of(2, 3), "State", "File", "Before", "After");
    for (DiffRow row : DiffRow.of(report.files())) {
      table.add(row.state().word(), row.name(), row.before(), row.after());
    }
    lines.addAll(table.lines("diff.json"));
    lines.addAll(List.of("", "  To fetch:  " + toFetch(report)));
    DigestLines digests = new DigestLines("Digests of the images:");
    digests.add(report.tag(), report.from().found().image().digest().toString());
    digests.add(report.withTag(), report.to().found().image().digest().toString());
    lines.addAll(digests.lines("diff.json"));
    return lines;
  }

  /** Returns {@code 73.1 MiB of 322.2 MiB, 2 of 8 layers}. */
  static String toFetch(DiffReport report) {
    int all = report.after().size();
    return Recap.size(DiffReport.bytes(report.toFetch()))
        + " of "
        + Recap.size(DiffReport.bytes(report.after()))
        + ", "
        + report.toFetch().size()
        + " of "
        + all
        + (all == 1 ? " layer" : " layers");
  }
}
