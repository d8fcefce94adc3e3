package io.github.captainos.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers that go off when a test says so. */
public final class ManualTimers {
  private final Map<ScheduledFuture<?>, Runnable> running = new ConcurrentHashMap<>();

  ScheduledExecutorService scheduler() {
    return new ScheduledThreadPoolExecutor(1) {
      @Override
      public ScheduledFuture<?> scheduleWithFixedDelay(
          Runnable task, long first, long delay, TimeUnit unit) {
        ScheduledFuture<?> timer = schedule(task, 1000, TimeUnit.DAYS);
        running.put(timer, task);
        return timer;
      }
    };
  }

  /** Lets those go off that run now. */
  public void goOff() {
    running.keySet().removeIf(ScheduledFuture::isDone);
    running.values().forEach(Runnable::run);
  }

  /** Lets those go off that run now, again and again, until all of them have been cancelled. */
  public void goOffUntilCancelled() {
    Map<ScheduledFuture<?>, Runnable> left = new HashMap<>(running);
    left.keySet().removeIf(ScheduledFuture::isDone);
    while (!left.isEmpty()) {
      left.values().forEach(Runnable::run);
      left.keySet().removeIf(ScheduledFuture::isDone);
    }
  }
}
