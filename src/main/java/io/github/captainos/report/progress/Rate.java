package io.github.captainos.report.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** The recent transfer rate in bytes per second. */
final class Rate {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Sample(long nanos, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * @param startNanos when the transfer started
   */
  Rate(long startNanos) {
    samples.add(new Sample(startNanos, 0));
  }

  /**
   * @param bytes the number of bytes transferred so far; less than before if they are transferred
   *     again
   * @return bytes per second; 0 if it is not known
   */
  double at(long nanos, long bytes) {
    if (bytes < samples.getLast().bytes()) {
      samples.clear();
    }
    samples.add(new Sample(nanos, bytes));
    Sample oldest = samples.getFirst();
    while (samples.size() > 2 && nanos - oldest.nanos() > WINDOW_NANOS) {
      samples.removeFirst();
      oldest = samples.getFirst();
    }
    long took = nanos - oldest.nanos();
    return took <= 0 ? 0 : (bytes - oldest.bytes()) * SECOND_NANOS / took;
  }
}
