package io.github.captainos.report.progress;

import java.util.Optional;

/** Shows snapshots, one after the other. */
interface View extends AutoCloseable {

  /** Returns the delay between two snapshots. */
  long pauseMillis();

  /** Shows a snapshot, which replaces the previous one. */
  void show(Snapshot snapshot);

  /** Removes the output, if possible. */
  @Override
  void close();

  /** Returns a view of that form, or plain lines if the size of the terminal is not known. */
  static View of(Progress.Form form) {
    Optional<Screen> screen =
        form == Progress.Form.LIVE ? Screen.ofThisMachine() : Optional.empty();
    return screen.<View>map(LiveView::new).orElseGet(PlainView::new);
  }
}
