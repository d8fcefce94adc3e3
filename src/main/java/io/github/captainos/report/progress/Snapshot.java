package io.github.captainos.report.progress;

import java.util.List;

/**
 * The state of all transfers at one moment.
 *
 * @param files each current file, in the order in which they were started
 * @param all the total, including completed and expected files; its name is the operation
 */
record Snapshot(List<Item> files, Item all) {

  /**
   * @param done bytes that have been transferred
   * @param size bytes in total
   * @param rate bytes per second, or 0 if it is not known
   */
  record Item(String name, long done, long size, double rate) {

    /** Returns the fraction that has been transferred, from 0 to 1. */
    double part() {
      return size <= 0 ? 1 : Math.min(1, (double) done / size);
    }

    /** Returns the remaining seconds, or infinity if they are not known. */
    double secondsLeft() {
      return rate <= 0 ? Double.POSITIVE_INFINITY : Math.max(0, size - done) / rate;
    }
  }
}
