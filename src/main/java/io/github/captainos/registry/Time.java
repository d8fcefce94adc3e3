package io.github.captainos.registry;

import io.github.captainos.support.DaemonThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The time as connections use it: clocks, pauses and timers. */
public interface Time extends InstantSource {

  /** Returns nanoseconds from an arbitrary origin, as {@link System#nanoTime} does. */
  long nanos();

  /** Waits. */
  void sleep(Duration pause) throws InterruptedException;

  /** Returns a new scheduler of timers; the caller shuts it down. */
  ScheduledExecutorService scheduler();

  /** Returns the system's time. */
  static Time system() {
    return new Time() {
      @Override
      public Instant instant() {
        return Instant.now();
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void sleep(Duration pause) throws InterruptedException {
        Thread.sleep(pause.toMillis());
      }

      @Override
      public ScheduledExecutorService scheduler() {
        ScheduledThreadPoolExecutor timers =
            new ScheduledThreadPoolExecutor(1, new DaemonThreads("captain-timers"));
        timers.setRemoveOnCancelPolicy(true); // or each would keep its connection
        return timers;
      }
    };
  }
}
