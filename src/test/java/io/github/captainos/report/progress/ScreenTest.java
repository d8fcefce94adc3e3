package io.github.captainos.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.story.TerminalView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final int ROWS = 10;
  private static final int COLUMNS = 40;

  private final TerminalView view = new TerminalView(ROWS, COLUMNS);
  private final Screen screen = new Screen(Emulated::new);
  private Terminal.Size size = new Terminal.Size(ROWS, COLUMNS);

  private final class Emulated implements Terminal {
    @Override
    public Optional<Size> size() {
      return Optional.of(size);
    }

    @Override
    public void write(String text) {
      view.show(text);
    }

    @Override
    public void close() {
      view.show("\0337\033[r\0338\033[J"); // as the shell does
    }
  }

  private void log(int from, int to) {
    for (int i = from; i <= to; i++) {
      view.show("line " + i + "\r\n");
    }
  }

  private void draw(Object owner, String... lines) {
    screen.show(owner, (rows, columns) -> List.of(lines));
  }

  private static String[] lines(int from, int to) {
    String[] lines = new String[to - from + 1];
    for (int i = from; i <= to; i++) {
      lines[i - from] = "line " + i;
    }
    return lines;
  }

  @Test
  void liveLinesStandAtTheBottomAndTheLogScrollsAboveThem() {
    log(1, 3);
    draw(this, "a 10 %", "b 20 %");
    assertThat(view.screen().subList(8, 10)).containsExactly("a 10 %", "b 20 %");
    log(4, 30);
    draw(this, "a 11 %", "b 21 %");
    log(31, 31);
    assertThat(view.screen().subList(8, 10)).containsExactly("a 11 %", "b 21 %");
    screen.clear(this);
    assertThat(view.all()).containsExactly(lines(1, 31));
    assertThat(view.scrollsAsAWhole()).isTrue();
    log(32, 60);
    assertThat(view.all()).containsExactly(lines(1, 60));
  }

  @Test
  void aLineThatIsBeingPrintedStaysWhole() {
    log(1, 12);
    view.show("half of a line, ");
    draw(this, "a 10 %");
    view.show("and the other half\r\nonce ");
    draw(this, "a 11 %", "b", "c");
    view.show("more\r\n");
    draw(this, "a 12 %");
    screen.clear(this);
    assertThat(view.all())
        .startsWith(lines(1, 12))
        .endsWith("line 12", "half of a line, and the other half", "once more");
  }

  @Test
  void finishedFilesGetOutOfTheWayAndNewOnesFindRoom() {
    log(1, 20);
    for (int i = 21; i <= 60; i += 2) {
      draw(this, lines(101, 101 + i % 5));
      log(i, i + 1);
    }
    draw(this, "line 101");
    assertThat(view.all()).containsOnlyOnce("line 101").doesNotContain("line 102");
    screen.clear(this);
    assertThat(view.all()).containsExactly(lines(1, 60));
  }

  @Test
  void twoGoalsAtATimeDrawBelowEachOther() {
    Object other = new Object();
    log(1, 15);
    draw(this, "a 1 %");
    draw(other, "b 1 %", "c 1 %");
    draw(this, "a 2 %");
    assertThat(view.screen().subList(7, 10)).containsExactly("a 2 %", "b 1 %", "c 1 %");
    screen.clear(this);
    log(16, 18);
    assertThat(view.screen().subList(7, 10)).containsExactly("", "b 1 %", "c 1 %");
    screen.clear(other);
    assertThat(view.all()).containsExactly(lines(1, 18));
  }

  @Test
  void halfOfTheTerminalIsLeftToOthers() {
    draw(this, lines(1, 9));
    assertThat(view.all()).hasSize(ROWS / 2);
  }

  @Test
  void longLinesAreCutAndNotWrapped() {
    log(1, 9);
    draw(this, "x".repeat(3 * COLUMNS));
    assertThat(view.screen().get(9)).isEqualTo("x".repeat(COLUMNS));
    view.show("y".repeat(COLUMNS + 1) + "\r\n");
    screen.clear(this);
    assertThat(view.all()).endsWith("line 9", "y".repeat(COLUMNS), "y");
  }

  @Test
  void aTerminalThatIsResizedLosesNothing() {
    String[] drawn = {"a " + "=".repeat(30), "b " + "=".repeat(30)};
    log(1, 14);
    draw(this, drawn);
    for (int rows : List.of(6, 16, 8)) {
      view.resize(rows, COLUMNS);
      draw(this, drawn); // a moment too early to notice
      log(15, 15);
      size = new Terminal.Size(rows, COLUMNS);
      draw(this, drawn);
      log(16, 20);
      assertThat(view.screen().subList(rows - 2, rows)).containsExactly(drawn);
    }
    screen.clear(this);
    List<String> logged = new ArrayList<>(List.of(lines(1, 14)));
    for (int i = 0; i < 3; i++) {
      logged.addAll(List.of(lines(15, 20)));
    }
    assertThat(view.all()).containsExactlyElementsOf(logged);
  }

  @Test
  void nothingIsDrawnWhereThereIsNoTerminal() {
    Screen none =
        new Screen(
            () -> {
              throw new IOException("no such device");
            });
    none.show(this, (rows, columns) -> List.of("a 1 %"));
    none.clear(this);
    assertThat(view.all()).isEmpty();
  }
}
