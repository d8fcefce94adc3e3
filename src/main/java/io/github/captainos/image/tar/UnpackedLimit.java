package io.github.captainos.image.tar;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes layers may unpack to together: small ones may unpack to very large archives. Safe
 * for use by several threads.
 */
public final class UnpackedLimit {
  private final long most;
  private final String message;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param most the size in bytes
   * @param message the message of the exception if it is exceeded
   */
  public UnpackedLimit(long most, String message) {
    this.most = most;
    this.message = message;
  }

  /**
   * Adds bytes.
   *
   * @throws IOException if there are too many
   */
  public void add(long count) throws IOException {
    if (bytes.addAndGet(count) > most) {
      throw new IOException(message);
    }
  }
}
