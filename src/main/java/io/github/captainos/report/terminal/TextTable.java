package io.github.captainos.report.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A table for a terminal of 80 columns. If the name of a row is too long for its column, the other
 * cells follow in the next line.
 */
public final class TextTable {
  /** The columns of a line. Maven writes {@code [INFO] } before it. */
  public static final int WIDTH = 80 - 7;

  private static final String INDENT = "  ";
  private static final String GAP = "  ";

  private final int names;
  private final Set<Integer> numbers;
  private int count;
  private final List<List<String>> rows = new ArrayList<>();

  /** More rows would not be read; the JSON file has all. */
  private static final int MOST = 1000;

  /**
   * @param names the index of the column with names
   * @param numbers the indexes of the columns that are aligned to the right
   * @param headings the headings of the columns
   */
  public TextTable(int names, Set<Integer> numbers, String... headings) {
    this.names = names;
    this.numbers = numbers;
    rows.add(List.of(headings));
  }

  /** Adds a row with a cell for each column. */
  public void add(String... cells) {
    count++;
    if (count <= MOST) {
      rows.add(List.of(cells));
    }
  }

  /**
   * Returns the lines.
   *
   * @param file the name of the file that has all rows
   */
  public List<String> lines(String file) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Columns.width(row.get(i)));
      }
    }
    int all = INDENT.length() + IntStream.of(widths).sum() + GAP.length() * (widths.length - 1);
    int least = Columns.width(rows.get(0).get(names));
    widths[names] = Math.max(least, Math.min(widths[names], widths[names] + WIDTH - all));
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      if (Columns.width(row.get(names)) > widths[names]) {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>(row);
        for (int i = 0; i <= names; i++) {
          first.add(row.get(i));
          second.set(i, "");
        }
        lines.add(line(first, widths));
        lines.add(line(second, widths));
      } else {
        lines.add(line(row, widths));
      }
    }
    if (count > MOST) {
      lines.add(INDENT + Omission.of(count - MOST, file));
    }
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder(INDENT);
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - Columns.width(cells.get(i))));
      line.append(i == 0 ? "" : GAP)
          .append(numbers.contains(i) ? padding + cells.get(i) : cells.get(i) + padding);
    }
    return line.toString().stripTrailing();
  }
}
