package io.github.captainos.report.progress;

import io.github.captainos.report.progress.Snapshot.Item;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Formats a snapshot as a table of the terminal's width. */
final class LiveLines {
  private static final int SHORTEST_NAME = 12;
  private static final int SHORTEST_BAR = 12;
  private static final int LONGEST_BAR = 32;
  private static final String BETWEEN = "  ";

  /** A column after the name, right-aligned. */
  private enum Cell {
    PERCENT(Amounts::percent, item -> "100 %"),
    LEFT(Amounts::left, item -> "99 min left"),
    RATE(Amounts::rate, item -> "999.9 MiB/s"),
    BYTES(
        item -> Amounts.bytes(item.done(), item.size()),
        item -> Amounts.bytes(item.size(), item.size()));

    private final Function<Item, String> text;
    private final Function<Item, String> longest;

    Cell(Function<Item, String> text, Function<Item, String> longest) {
      this.text = text;
      this.longest = longest;
    }

    /** Returns a width that does not depend on the current numbers. */
    private int width(List<Item> items) {
      return items.stream()
          .flatMap(item -> Stream.of(text.apply(item), longest.apply(item)))
          .mapToInt(String::length)
          .max()
          .orElse(0);
    }
  }

  private LiveLines() {}

  /**
   * @param rows the maximum number of lines
   * @param columns their maximum width
   */
  static List<String> of(Snapshot snapshot, int rows, int columns) {
    List<Item> files = snapshot.files();
    boolean alone = files.size() == 1 && files.get(0).size() == snapshot.all().size();
    if (files.isEmpty() || rows < 1) {
      return List.of();
    }
    if (alone) {
      return table(files, columns);
    }
    int shown = files.size() < rows ? files.size() : Math.max(0, rows - 2);
    List<Item> items = new ArrayList<>(files.subList(0, shown));
    items.add(snapshot.all());
    List<String> lines = new ArrayList<>(table(items, columns));
    if (shown < files.size() && rows > 1) {
      String more =
          shown == 0 ? files.size() + " files" : "and " + (files.size() - shown) + " more";
      lines.add(shown, Columns.fit(more, columns));
    }
    return lines;
  }

  private static List<String> table(List<Item> items, int columns) {
    List<String> names = items.stream().map(item -> Printable.of(item.name())).toList();
    int longest = names.stream().mapToInt(Columns::width).max().orElse(0);
    List<Cell> cells = new ArrayList<>();
    int left = columns;
    for (Cell cell : Cell.values()) {
      int needed = BETWEEN.length() + cell.width(items);
      if (left - needed < Math.min(longest, SHORTEST_NAME)) {
        break;
      }
      left -= needed;
      cells.add(cell);
    }
    int name = Math.min(longest, left);
    int bar = Math.min(LONGEST_BAR, left - name - BETWEEN.length());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      StringBuilder line = new StringBuilder(Columns.fit(names.get(i), name));
      if (bar >= SHORTEST_BAR) {
        line.append(BETWEEN).append(bar(items.get(i), bar));
      }
      for (Cell cell : reading(cells)) {
        String text = cell.text.apply(items.get(i));
        line.append(BETWEEN).append(" ".repeat(cell.width(items) - text.length())).append(text);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /**
   * Returns the cells in the order in which they are displayed, which differs from the order in
   * which they are omitted.
   */
  private static List<Cell> reading(List<Cell> cells) {
    return Stream.of(Cell.PERCENT, Cell.BYTES, Cell.RATE, Cell.LEFT)
        .filter(cells::contains)
        .toList();
  }

  private static String bar(Item item, int width) {
    int room = width - 2;
    int done = (int) (room * item.part());
    String tip = done < room ? ">" : "";
    return "[" + "=".repeat(done) + tip + " ".repeat(room - done - tip.length()) + "]";
  }
}
