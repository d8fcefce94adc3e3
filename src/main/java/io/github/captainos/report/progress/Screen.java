package io.github.captainos.report.progress;

import java.io.Console;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bottom of a terminal, which several goals at a time may draw on. */
final class Screen {
  private static final long SIZE_LASTS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final File TERMINAL = new File("/dev/tty");
  private static @Nullable Screen ofThisMachine;

  private final OutputStream out;
  private final Charset charset;
  private final Supplier<Optional<TerminalSize>> sizes;
  private final Map<Object, Drawing> drawings = new LinkedHashMap<>();
  private final Thread lastWill = new Thread(this::leave, "captain-screen");
  private TerminalSize size;
  private long sizeNanos = System.nanoTime();
  private boolean resized;
  private int drawn;
  private boolean left;

  /** Lines for a given size. */
  interface Drawing {
    /**
     * @param rows how many lines there may be
     * @param columns how wide they may be
     */
    List<String> lines(int rows, int columns);
  }

  /**
   * @param sizes tells how large the terminal is by now
   */
  Screen(
      OutputStream out,
      Charset charset,
      TerminalSize size,
      Supplier<Optional<TerminalSize>> sizes) {
    this.out = out;
    this.charset = charset;
    this.size = size;
    this.sizes = sizes;
  }

  /**
   * Returns the terminal that Maven was started in, or empty where there is none that says how
   * large it is.
   */
  static synchronized Optional<Screen> ofThisMachine() {
    if (ofThisMachine == null) {
      Optional<TerminalSize> size = TerminalSize.ask(TERMINAL);
      Console console = System.console();
      if (size.isPresent() && console != null) {
        try {
          // not System.out, which Maven replaces, nor what is below it, which Maven 4 closes
          OutputStream out = new FileOutputStream(TERMINAL);
          Supplier<Optional<TerminalSize>> sizes = () -> TerminalSize.ask(TERMINAL);
          ofThisMachine = new Screen(out, console.charset(), size.get(), sizes);
        } catch (IOException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.ofNullable(ofThisMachine);
  }

  /** Draws somebody's lines in place of those before. */
  synchronized void show(Object owner, Drawing drawing) {
    if (left) {
      return;
    }
    try {
      if (drawings.isEmpty()) {
        Runtime.getRuntime().addShutdownHook(lastWill); // Ctrl-C
      }
      drawings.put(owner, drawing);
      draw();
    } catch (IllegalStateException e) {
      left = true; // it was pressed already
    }
  }

  /** Removes somebody's lines. */
  synchronized void clear(Object owner) {
    if (left || drawings.remove(owner) == null) {
      return;
    }
    draw();
    try {
      if (drawings.isEmpty()) {
        Runtime.getRuntime().removeShutdownHook(lastWill);
      }
    } catch (IllegalStateException e) {
      left = true; // it is being carried out
    }
  }

  private synchronized void leave() {
    drawings.clear();
    draw();
    left = true;
  }

  private void draw() {
    askForSize();
    int room = size.rows() / 2;
    List<String> lines =
        drawings.values().stream()
            // a character in the last column makes some terminals go to the next line
            .flatMap(drawing -> drawing.lines(room, size.columns() - 1).stream())
            .limit(room)
            .toList();
    if (lines.isEmpty() && drawn == 0) {
      return;
    }
    try {
      out.write(Frame.of(lines, drawn, size.rows(), resized).getBytes(charset));
      drawn = lines.size();
      resized = false;
    } catch (IOException e) {
      left = true; // nobody is there to see it
    }
  }

  private void askForSize() {
    long now = System.nanoTime();
    if (now - sizeNanos > SIZE_LASTS_NANOS) {
      TerminalSize current = sizes.get().orElse(size);
      resized |= !current.equals(size);
      size = current;
      sizeNanos = now;
    }
  }
}
