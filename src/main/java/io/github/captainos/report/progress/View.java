package io.github.captainos.report.progress;

import java.util.Optional;

/** Shows snapshots, one after the other. */
interface View extends AutoCloseable {

  /** Returns how long to wait between two snapshots. */
  long pauseMillis();

  /** Shows one in place of the one before. */
  void show(Snapshot snapshot);

  /** Removes what can be removed. */
  @Override
  void close();

  /** Returns one of that form, or plain lines where the terminal does not say how large it is. */
  static View of(Progress.Form form) {
    Optional<Screen> screen =
        form == Progress.Form.LIVE ? Screen.ofThisMachine() : Optional.empty();
    return screen.<View>map(LiveView::new).orElseGet(PlainView::new);
  }
}
