package io.github.captainos.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;

/** A time that stands still, but for pauses: they are over at once. */
public final class ManualTime implements Time {
  private static final Instant START = Instant.parse("2026-12-01T12:00:00.700Z");

  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final ManualTimers timers = new ManualTimers();
  private volatile Duration passed = Duration.ZERO;

  /** Returns the pauses that were made, in order. */
  public List<Duration> pauses() {
    return pauses;
  }

  public ManualTimers timers() {
    return timers;
  }

  /** Lets some time pass while something is done. */
  public synchronized void pass(Duration work) {
    passed = passed.plus(work);
  }

  @Override
  public Instant instant() {
    return START.plus(passed);
  }

  @Override
  public long nanos() {
    return passed.toNanos();
  }

  @Override
  public void sleep(Duration pause) {
    pauses.add(pause);
    pass(pause);
  }

  @Override
  public ScheduledExecutorService scheduler() {
    return timers.scheduler();
  }
}
