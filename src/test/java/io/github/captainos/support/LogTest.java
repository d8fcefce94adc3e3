package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.story.TerminalView;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class LogTest {
  private static final int ROWS = 10;
  private static final int COLUMNS = 40;

  private final TerminalView view = new TerminalView(ROWS, COLUMNS);
  private final Log log = new Log(logger());
  private final OutputStream terminal =
      new OutputStream() {
        @Override
        public void write(int unused) {
          throw new AssertionError("A sequence is written in pieces");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
          view.show(new String(bytes, offset, length, StandardCharsets.US_ASCII));
        }
      };

  /** Prints on the terminal, as Maven's does. */
  private Logger logger() {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (logger, method, arguments) -> {
              String line =
                  MessageFormatter.arrayFormat((String) arguments[0], (Object[]) arguments[1])
                      .getMessage();
              view.show(line + "\r\n");
              return null;
            });
  }

  @AfterEach
  void removeTheLine() {
    Log.showBelow(OutputStream.nullOutputStream(), "");
  }

  private void log(int from, int to) {
    for (int i = from; i <= to; i++) {
      log.info("line {}", i);
    }
  }

  private void show(String line) {
    Log.showBelow(terminal, line);
  }

  private static List<String> lines(int from, int to) {
    List<String> lines = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      lines.add("line " + i);
    }
    return lines;
  }

  @Test
  void theLineIsBelowTheLog() {
    log(1, 3);
    show("Uploading: 10 %");
    assertThat(view.screen())
        .startsWith("line 1", "line 2", "line 3", "Uploading: 10 %")
        .endsWith("");
    log(4, 30);
    assertThat(view.screen().subList(8, ROWS)).containsExactly("line 30", "Uploading: 10 %");
    show("Uploading");
    log.warn("line {}", 31);
    log.debug("line 32");
    assertThat(view.screen().subList(7, ROWS)).containsExactly("line 31", "line 32", "Uploading");
    show("");
    assertThat(view.all()).isEqualTo(lines(1, 32));
    log(33, 60);
    assertThat(view.all()).isEqualTo(lines(1, 60));
    assertThat(view.wraps()).isTrue();
  }

  @Test
  void longLinesAreCutAndNotWrapped() {
    log(1, 9);
    show("x".repeat(3 * COLUMNS));
    assertThat(view.screen().get(9)).isEqualTo("x".repeat(COLUMNS));
    log.info("y".repeat(COLUMNS + 1));
    show("");
    assertThat(view.all()).endsWith("line 9", "y".repeat(COLUMNS), "y");
  }

  @Test
  void aTerminalThatIsResizedLosesNothing() {
    log(1, 14);
    show("Uploading: 10 %");
    for (int rows : List.of(6, 16, 8)) {
      view.resize(rows, COLUMNS);
      log(15, 15);
      show("Uploading: 11 %");
      log(16, 20);
      assertThat(view.all()).endsWith("line 20", "Uploading: 11 %").contains("line 14");
    }
    show("");
    List<String> logged = lines(1, 14);
    for (int i = 0; i < 3; i++) {
      logged.addAll(lines(15, 20));
    }
    assertThat(view.all()).isEqualTo(logged);
  }

  @Test
  void withoutALineTheTerminalIsLeftAlone() {
    OutputStream unused =
        new OutputStream() {
          @Override
          public void write(int unused) {
            throw new AssertionError("Something is written");
          }
        };
    Log.showBelow(unused, "");
    log(1, 2);
    assertThat(view.all()).isEqualTo(lines(1, 2));
  }

  @Test
  void aTerminalThatIsGoneIsNoReasonToFail() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int unused) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    Log.showBelow(gone, "Uploading: 10 %");
    log(1, 2);
    assertThat(view.all()).isEqualTo(lines(1, 2));
  }
}
