package io.github.captainos.registry.remote.upload;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * The largest body that a registry, or a server in front of it, accepts: as it was set, or as it
 * was learnt from answers with the status 413. All uploads of a run share it.
 */
public final class BodyLimit {
  /** Below common limits: 100 MB, 50 MB, what a registry takes as one chunk, and 1 MiB. */
  private static final long[] TRIED = {95_000_000, 45_000_000, 10_000_000, 4 << 20, 1_000_000};

  private final AtomicLong largest;

  /**
   * @param set the limit in bytes, or 0 if none was set
   */
  public BodyLimit(long set) {
    this.largest = new AtomicLong(set == 0 ? Long.MAX_VALUE : set);
  }

  /** Returns the limit in bytes; a huge number if there is none. */
  long largest() {
    return largest.get();
  }

  /**
   * Lowers the limit, after a body was refused.
   *
   * @param size the size of the body in bytes
   * @return whether there is a smaller size to try
   */
  boolean lowerBelow(long size) {
    long smaller = LongStream.of(TRIED).filter(tried -> tried < size).findFirst().orElse(0);
    if (smaller == 0) {
      return false;
    }
    largest.accumulateAndGet(smaller, Math::min);
    return true;
  }
}
