package io.github.captainos.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The summary on the page of a workflow run, in GitHub's Markdown.
 *
 * @param title what was done
 * @param images a table of the images
 * @param facts a sentence or two below the table, or an empty string
 * @param files a table of files, which is collapsed; without rows, it is left out
 */
public record Summary(String title, Table images, String facts, Table files) {
  /** The maximum number of files; more would not be readable. */
  private static final int MOST_FILES = 200;

  /**
   * Creates the summary of a goal that has written or read files.
   *
   * @param files the files in the images; a file of several images may occur several times
   */
  public Summary(String title, Table images, String facts, List<Artifact> files) {
    this(title, images, facts, fileTable(files.stream().distinct().toList()));
  }

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

  /** Returns the summary as Markdown, which ends with an empty line. */
  String markdown() {
    List<String> lines = new ArrayList<>(List.of("### " + title, ""));
    lines.addAll(images.lines());
    if (!facts.isEmpty()) {
      lines.addAll(List.of("", facts));
    }
    int count = files.rows().size();
    if (count > 0) {
      lines.addAll(List.of("", "<details><summary>Files: " + count + "</summary>", ""));
      lines.addAll(
          new Table(files.columns(), files.rows().subList(0, Math.min(count, MOST_FILES))).lines());
      if (count > MOST_FILES) {
        lines.addAll(List.of("", "… and " + (count - MOST_FILES) + " more"));
      }
      lines.addAll(List.of("", "</details>"));
    }
    return String.join("\n", lines) + "\n\n";
  }

  private static Table fileTable(List<Artifact> files) {
    return new Table(
        List.of("File", "Size", "Layer", "State"),
        files.stream()
            .map(
                file ->
                    List.of(
                        Markdown.code(file.shownName()),
                        Recap.size(file.size()),
                        Markdown.code(file.layer().digest()),
                        file.layer().state().text()
                            + (file.note().isEmpty() ? "" : ", " + file.note())))
            .toList());
  }
}
