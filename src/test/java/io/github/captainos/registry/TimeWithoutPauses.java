package io.github.captainos.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;

/** The system's time, but for pauses: they are counted, and over at once. */
public class TimeWithoutPauses implements Time {
  private final Time system = Time.system();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();

  /** Returns the sum of the pauses that were made. */
  public Duration pauses() {
    return pauses.stream().reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public Instant instant() {
    return system.instant().plus(pauses());
  }

  @Override
  public long nanos() {
    return system.nanos() + pauses().toNanos();
  }

  @Override
  public void sleep(Duration pause) {
    pauses.add(pause);
  }

  @Override
  public ScheduledExecutorService scheduler() {
    return system.scheduler();
  }
}
