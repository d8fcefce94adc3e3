package io.github.captainos.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** A limit that only what hangs reaches, however slow the machine is. */
public final class HangGuard {
  /** For whatever has to have a timeout, and is not to run into it. */
  public static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  private HangGuard() {}

  /**
   * Waits until something is so.
   *
   * @param what in words
   * @throws org.awaitility.core.ConditionTimeoutException if that hangs
   */
  public static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(TIMEOUT)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL_INTERVAL)
        .until(condition);
  }
}
