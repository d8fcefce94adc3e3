package io.github.captainos.image.digest;

import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Computes digests of nothing in particular until the JVM has found out that it pays to do it fast,
 * once. That takes 0.2 s, and 0.4 s where it never does.
 */
final class WarmUp {
  /** With fewer bytes it pays to wait for nothing. */
  private static final long MANY = 1 << 20;

  /**
   * 24 blocks: with as many a call, the JVM needs the fewest of them to notice (calls, and loops).
   */
  private static final int FEW = 24 * 64;

  /** What these take at 200 MB/s: twice as fast as what is compiled in haste. */
  static final long FAST_NANOS = TimeUnit.SECONDS.toNanos(FEW) / 200_000_000;

  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final LongSupplier nanos;
  private boolean warm;

  /**
   * @param nanos the time in nanoseconds, counted from anywhere
   */
  WarmUp(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Runs if it is worth it before a digest of so many bytes. */
  void before(MessageDigest hash, long size) {
    if (size >= MANY) {
      run(hash);
    }
  }

  /**
   * Runs, unless it has run before. Whoever comes in the meantime waits: all processors that
   * compute slowly are missing to the compiler.
   *
   * @param hash what computes digests; it is empty again afterwards
   */
  synchronized void run(MessageDigest hash) {
    byte[] few = new byte[FEW];
    long start = nanos.getAsLong();
    long before = start;
    while (!warm && !Thread.currentThread().isInterrupted()) {
      hash.update(few);
      long now = nanos.getAsLong();
      warm = now - before < FAST_NANOS || now - start > LONGEST_NANOS;
      before = now;
    }
    hash.reset();
  }
}
