package io.github.captainos.image.digest;

import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Computes digests of dummy data once, until the JVM has compiled the computation. That takes 0.2
 * s, or 0.4 s if it is never compiled; no time where the JVM says that it will not be.
 */
final class WarmUp {
  /** For fewer bytes, the warm-up is not worth it. */
  private static final long MANY = 1 << 20;

  /**
   * 24 blocks per call: with this number, the JVM needs the fewest blocks to compile the code (it
   * counts calls and loops).
   */
  private static final int FEW = 24 * 64;

  /** The time for these blocks at 200 MB/s, twice the speed of code of the JVM's first compiler. */
  static final long FAST_NANOS = TimeUnit.SECONDS.toNanos(FEW) / 200_000_000;

  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  /** The mode of HotSpot with {@code -XX:TieredStopAtLevel=1}, without its second compiler. */
  private static final String FIRST_COMPILER_ONLY = "emulated-client";

  /** That with {@code -Xint}. */
  private static final String NO_COMPILER = "interpreted mode";

  private final LongSupplier nanos;
  private boolean warm;

  /**
   * @param nanos the time in nanoseconds, from an arbitrary origin
   * @param jvm the mode of the JVM, its property {@code java.vm.info}
   */
  WarmUp(LongSupplier nanos, String jvm) {
    this.nanos = nanos;
    this.warm = jvm.contains(FIRST_COMPILER_ONLY) || jvm.contains(NO_COMPILER);
  }

  /** Runs if it is worth it for a digest of this number of bytes. */
  void before(MessageDigest hash, long size) {
    if (size >= MANY) {
      run(hash);
    }
  }

  /**
   * Runs, unless it has run before. Other threads wait: if all processors compute digests slowly,
   * none is left for the compiler.
   *
   * @param hash the message digest; it is reset afterwards
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
