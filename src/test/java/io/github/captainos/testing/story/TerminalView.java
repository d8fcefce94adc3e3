package io.github.captainos.testing.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What somebody sees who looks at a terminal: as much of a VT100 as is needed for that, with the
 * lines that have scrolled away.
 */
public final class TerminalView {
  private static final Pattern SEQUENCE =
      Pattern.compile("\033(?:\\[([?\\d;]*)([A-Za-z])|[()].|[^\\[])");

  private final List<String> scrolledAway = new ArrayList<>();
  private List<char[]> screen = new ArrayList<>();
  private int columns;
  private int row;
  private int column;
  private boolean wraps = true;

  /** Makes an empty one. */
  public TerminalView(int rows, int columns) {
    this.columns = columns;
    for (int i = 0; i < rows; i++) {
      screen.add(blank());
    }
  }

  private char[] blank() {
    char[] blank = new char[columns];
    Arrays.fill(blank, ' ');
    return blank;
  }

  /** Makes it larger or smaller, as most terminals do: what is at the top goes first. */
  public void resize(int rows, int newColumns) {
    columns = newColumns;
    List<char[]> resized = new ArrayList<>();
    for (char[] line : screen) {
      char[] copy = blank();
      System.arraycopy(line, 0, copy, 0, Math.min(line.length, columns));
      resized.add(copy);
    }
    while (resized.size() > rows) {
      scrolledAway.add(new String(resized.remove(0)).stripTrailing());
      row--;
    }
    while (resized.size() < rows) {
      resized.add(blank());
    }
    screen = resized;
    row = Math.max(0, row);
    column = Math.min(column, columns);
  }

  /** Shows what a program sends. */
  public void show(String text) {
    Matcher sequence = SEQUENCE.matcher(text);
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == '\033') {
        if (!sequence.region(i, text.length()).lookingAt()) {
          throw new IllegalArgumentException("A sequence is cut off");
        }
        obey(sequence);
        i = sequence.end();
      } else {
        print(text.charAt(i++));
      }
    }
  }

  private void print(char character) {
    if (character == '\r') {
      column = 0;
    } else if (character == '\n') {
      down();
    } else if (character >= ' ') {
      if (column == columns) {
        if (wraps) {
          column = 0;
          down();
        } else {
          column--;
        }
      }
      screen.get(row)[column++] = character;
    }
  }

  private void down() {
    if (row == screen.size() - 1) {
      scrolledAway.add(new String(screen.remove(0)).stripTrailing());
      screen.add(blank());
    } else {
      row++;
    }
  }

  private void obey(Matcher sequence) {
    String command = String.valueOf(sequence.group(2));
    String parameters = sequence.group(1);
    switch (command) {
      case "K" -> Arrays.fill(screen.get(row), Math.min(column, columns), columns, ' ');
      case "h", "l" -> wraps = parameters.equals("?7") ? command.equals("h") : wraps;
      default -> {
        // colours
      }
    }
  }

  /** Returns what can be seen, from the top to the bottom. */
  public List<String> screen() {
    return screen.stream().map(line -> new String(line).stripTrailing()).toList();
  }

  /** Returns what can be seen when scrolling back, blank lines left out. */
  public List<String> all() {
    return Stream.concat(scrolledAway.stream(), screen().stream())
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** Returns whether long lines are wrapped, as they are at first. */
  public boolean wraps() {
    return wraps;
  }
}
