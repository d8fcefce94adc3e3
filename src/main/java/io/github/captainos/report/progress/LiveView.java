package io.github.captainos.report.progress;

/** A view with a line for each file, and one for all files, at the bottom of a screen. */
final class LiveView implements View {
  private static final long PAUSE_MILLIS = 200;

  private final Screen screen;

  LiveView(Screen screen) {
    this.screen = screen;
  }

  @Override
  public long pauseMillis() {
    return PAUSE_MILLIS;
  }

  @Override
  public void show(Snapshot snapshot) {
    screen.show(this, (rows, columns) -> LiveLines.of(snapshot, rows, columns));
  }

  @Override
  public void close() {
    screen.clear(this);
  }
}
