package io.github.captainos.report;

import java.util.ArrayList;
import java.util.List;

/** A table in GitHub's Markdown. */
public final class Summary {
  private Summary() {}

  /**
   * A table.
   *
   * @param columns the names of its columns
   * @param rows its rows, each with a cell for each column, in Markdown
   */
  public record Table(List<String> columns, List<List<String>> rows) {

    /** Returns its lines in Markdown. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add(line(columns));
      lines.add("|" + " --- |".repeat(columns.size()));
      rows.forEach(row -> lines.add(line(row)));
      return lines;
    }

    private static String line(List<String> cells) {
      return "| " + String.join(" | ", cells) + " |";
    }
  }
}
