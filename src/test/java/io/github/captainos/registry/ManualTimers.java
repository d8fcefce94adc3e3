package io.github.captainos.registry;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers that go off when a test says so. */
final class ManualTimers {
  private static final Duration NEVER = Duration.ofDays(1000);

  private final Map<ScheduledFuture<?>, Runnable> running = new ConcurrentHashMap<>();

  ScheduledExecutorService scheduler() {
    return new ScheduledThreadPoolExecutor(1) {
      @Override
      public ScheduledFuture<?> scheduleWithFixedDelay(
          Runnable task, long first, long delay, TimeUnit unit) {
        ScheduledFuture<?> timer = schedule(task, NEVER.toDays(), TimeUnit.DAYS);
        running.put(timer, task);
        return timer;
      }
    };
  }

  /**
   * Lets all of them go off that have not been cancelled.
   *
   * @return whether there was one
   */
  boolean goOff() {
    running.keySet().removeIf(ScheduledFuture::isDone);
    running.values().forEach(Runnable::run);
    return !running.isEmpty();
  }
}
