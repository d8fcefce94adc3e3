package io.github.captainos.report.progress;

import java.util.List;

/**
 * What is on its way at one moment.
 *
 * @param files each file, in the order in which they were begun
 * @param all those, what is there already and what is still to come; its name is what is done
 */
record Snapshot(List<Item> files, Item all) {

  /**
   * @param done bytes that are there
   * @param size bytes that there are to be
   * @param rate bytes per second, or 0 where nothing is known
   */
  record Item(String name, long done, long size, double rate) {

    /** Returns the part that is there, from 0 to 1. */
    double part() {
      return size <= 0 ? 1 : Math.min(1, (double) done / size);
    }

    /** Returns the seconds that are left, or infinity where nothing is known. */
    double secondsLeft() {
      return rate <= 0 ? Double.POSITIVE_INFINITY : Math.max(0, size - done) / rate;
    }
  }
}
