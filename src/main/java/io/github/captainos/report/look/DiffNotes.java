package io.github.captainos.report.look;

import io.github.captainos.report.Markdown;
import io.github.captainos.report.Summary;
import io.github.captainos.report.look.DiffedFile.State;
import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two images in Markdown, for release notes and for the summary of a workflow.
 *
 * @param report the report
 */
record DiffNotes(DiffReport report) {
  /** In characters. GitHub's release notes may have 125,000, of which others need some. */
  private static final int LONGEST_TABLE = 50_000;

  /** Returns the release notes, which end with a line feed. */
  String markdown() {
    List<DiffRow> rows = DiffRow.of(report.files());
    List<List<String>> changed =
        rows.stream().filter(row -> row.state() != State.SAME).map(DiffNotes::cells).toList();
    List<String> lines = new ArrayList<>();
    lines.add("### Files, compared with " + Markdown.text(report.tag()));
    lines.add("");
    if (changed.isEmpty()) {
      lines.add("No file has changed.");
    } else {
      int shown = fitting(changed);
      lines.addAll(new Summary.Table(columns(), changed.subList(0, shown)).lines());
      if (shown < changed.size()) {
        lines.addAll(List.of("", "… and " + (changed.size() - shown) + " more"));
      }
    }
    lines.addAll(List.of("", facts()));
    lines.addAll(
        List.of(
            "",
            Markdown.code(report.to().found().image().reference())
                + " is "
                + Markdown.code(report.to().found().image().digest().toString())
                + "."));
    return String.join("\n", lines) + "\n";
  }

  private static int fitting(List<List<String>> rows) {
    int length = 0;
    for (int i = 0; i < rows.size(); i++) {
      length += String.join(" | ", rows.get(i)).length();
      if (length > LONGEST_TABLE) {
        return i;
      }
    }
    return rows.size();
  }

  private List<String> columns() {
    return List.of("State", "File", Markdown.text(report.tag()), Markdown.text(report.withTag()));
  }

  private static List<String> cells(DiffRow row) {
    return List.of(row.state().word(), Markdown.code(row.path()), row.before(), row.after());
  }

  private String facts() {
    return "Same: "
        + report.count(State.SAME)
        + ", changed: "
        + report.count(State.CHANGED)
        + ", added: "
        + report.count(State.ADDED)
        + ", removed: "
        + report.count(State.REMOVED)
        + ". Who has "
        + Markdown.text(report.tag())
        + " fetches "
        + DiffRecap.toFetch(report)
        + ".";
  }

  private static List<String> image(String which, DiffReport.Image image) {
    return List.of(
        which,
        Markdown.code(image.found().image().reference()),
        Markdown.code(image.found().image().digest().toString()));
  }
}
