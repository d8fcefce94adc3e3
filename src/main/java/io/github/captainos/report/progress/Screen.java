package io.github.captainos.report.progress;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lines at the bottom of a terminal, which several goals can use at the same time. */
final class Screen {
  private static final Screen OF_THIS_MACHINE = new Screen(Terminal.OfThisMachine::open);

  private final Opener opener;
  private final Map<Object, Drawing> drawings = new LinkedHashMap<>();
  private @Nullable Terminal terminal;
  private Terminal.Size size = new Terminal.Size(0, 0);
  private boolean resized;
  private int drawn;

  /** Opens a terminal. */
  interface Opener {
    /**
     * @throws IOException if there is none
     */
    Terminal open() throws IOException;
  }

  /** Creates lines for a given size. */
  interface Drawing {
    /**
     * @param rows the maximum number of lines
     * @param columns their maximum width
     */
    List<String> lines(int rows, int columns);
  }

  /**
   * @param opener opens the terminal when lines are drawn and there were none before
   */
  Screen(Opener opener) {
    this.opener = opener;
  }

  /**
   * Returns the terminal that Maven was started in, or empty if there is none whose size can be
   * determined.
   */
  static Optional<Screen> ofThisMachine() {
    return OF_THIS_MACHINE.open().map(terminal -> OF_THIS_MACHINE);
  }

  private synchronized Optional<Terminal> open() {
    if (terminal == null) {
      try {
        Terminal opened = opener.open();
        Optional<Terminal.Size> first = opened.size();
        if (first.isPresent()) {
          terminal = opened;
          size = first.get();
        } else {
          opened.close();
        }
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(terminal);
  }

  /** Replaces the lines of a goal. */
  synchronized void show(Object owner, Drawing drawing) {
    drawings.put(owner, drawing);
    open().ifPresent(this::draw);
  }

  /** Removes the lines of a goal. */
  synchronized void clear(Object owner) {
    drawings.remove(owner);
    if (terminal == null) {
      return;
    }
    if (drawings.isEmpty()) {
      terminal.close();
      terminal = null;
      drawn = 0;
    } else {
      draw(terminal);
    }
  }

  private void draw(Terminal onto) {
    Terminal.Size current = onto.size().orElse(size);
    resized |= !current.equals(size);
    size = current;
    int room = size.rows() / 2;
    List<String> lines =
        drawings.values().stream()
            // after a character in the last column, some terminals wrap to the next line
            .flatMap(drawing -> drawing.lines(room, size.columns() - 1).stream())
            .limit(room)
            .toList();
    if (lines.isEmpty() && drawn == 0) {
      return;
    }
    try {
      onto.write(Frame.of(lines, drawn, size.rows(), resized));
      drawn = lines.size();
      resized = false;
    } catch (IOException e) {
      // the terminal no longer exists
    }
  }
}
