package io.github.captainos.report.progress;

import io.github.captainos.report.progress.Snapshot.Item;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A view that logs a line every few seconds. */
final class PlainView implements View {
  static final long PAUSE_MILLIS = 5000;

  private static final Logger LOG = LoggerFactory.getLogger(PlainView.class);
  private static final int MOST_FILES = 6;

  @Override
  public long pauseMillis() {
    return PAUSE_MILLIS;
  }

  @Override
  public void show(Snapshot snapshot) {
    if (!snapshot.files().isEmpty()) {
      LOG.info(line(snapshot));
    }
  }

  /** Returns a line with the total first, then each file. */
  static String line(Snapshot snapshot) {
    Item all = snapshot.all();
    List<String> facts = new ArrayList<>();
    facts.add(Amounts.bytes(all.done(), all.size()) + " (" + Amounts.percent(all) + ")");
    facts.add(Amounts.rate(all));
    facts.add(Amounts.left(all));
    facts.removeIf(String::isEmpty);
    List<String> files = new ArrayList<>();
    for (Item file : snapshot.files()) {
      if (files.size() == MOST_FILES) {
        files.add("and " + (snapshot.files().size() - MOST_FILES) + " more");
        break;
      }
      files.add(Printable.of(file.name()) + " " + Amounts.percent(file));
    }
    return all.name() + ": " + String.join(", ", facts) + ": " + String.join(", ", files);
  }

  @Override
  public void close() {
    // lines in the log are not removed
  }
}
