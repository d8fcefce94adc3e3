package io.github.captainos.report.progress;

import io.github.captainos.report.progress.Snapshot.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes rates from counts. Not thread-safe. */
final class Sampler {
  private final String doing;
  private final Rate all;
  private Map<Transfer, Rate> rates = new HashMap<>();

  Sampler(String doing, long nanos) {
    this.doing = doing;
    this.all = new Rate(nanos);
  }

  /**
   * @param transfers the current transfers
   * @param finished bytes of the completed files
   * @param expected bytes of all files
   */
  Snapshot sample(long nanos, Collection<Transfer> transfers, long finished, long expected) {
    List<Item> files = new ArrayList<>();
    Map<Transfer, Rate> current = new HashMap<>();
    long done = finished;
    for (Transfer transfer : transfers) {
      Rate rate = rates.getOrDefault(transfer, new Rate(transfer.startNanos()));
      current.put(transfer, rate);
      long bytes = Math.min(transfer.bytes(), transfer.size());
      done += bytes;
      files.add(new Item(transfer.name(), bytes, transfer.size(), rate.at(nanos, bytes)));
    }
    rates = current;
    return new Snapshot(files, new Item(doing, done, expected, all.at(nanos, done)));
  }
}
