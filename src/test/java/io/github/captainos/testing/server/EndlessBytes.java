package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What a server sends without end. It does end, after far more than a client with bounds takes, so
 * that a client without bounds fails its test and does not hang.
 */
public final class EndlessBytes {
  /** More than the buffers of a connection hold. */
  private static final int MOST_BYTES = 64 << 20;

  /** Short enough for a client that counts silence alone never to see one. */
  private static final Duration TICK = Duration.ofMillis(20);

  private static final int MOST_TICKS = 500;
  private static final int BLOCK = 1 << 16;

  private volatile boolean taken;
  private volatile Duration longestGap = Duration.ZERO;

  /** Returns whether a client took all of it. */
  public boolean isTaken() {
    return taken;
  }

  /** Returns the longest time from one slow byte to the next: a busy machine makes it longer. */
  public Duration longestGap() {
    return longestGap;
  }

  /** Sends the same text again and again, as fast as it goes. */
  public void repeat(String text, OutputStream out) throws IOException {
    byte[] block = text.repeat(Math.max(1, BLOCK / text.length())).getBytes(ISO_8859_1);
    for (int sent = 0; sent < MOST_BYTES; sent += block.length) {
      out.write(block);
    }
    taken = true;
  }

  /** Sends the same character again and again, one in a while. */
  public void repeatSlowly(char character, OutputStream out) throws IOException {
    long last = System.nanoTime();
    for (int sent = 0; sent < MOST_TICKS; sent++) {
      out.write(character);
      out.flush();
      LockSupport.parkNanos(TICK.toNanos());
      long now = System.nanoTime();
      Duration gap = Duration.ofNanos(now - last);
      longestGap = gap.compareTo(longestGap) > 0 ? gap : longestGap;
      last = now;
    }
    taken = true;
  }
}
