package io.github.captainos.support;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Results of tasks that run in other threads. */
public final class Futures {
  private Futures() {}

  /**
   * Waits for a task.
   *
   * @param expected the checked exception that the task may throw
   * @return its result
   * @throws E if the task threw it; unchecked exceptions and errors of the task are thrown, too
   * @throws InterruptedException if this thread is interrupted while it waits
   */
  public static <T, E extends Exception> T get(Future<T> task, Class<E> expected)
      throws E, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (expected.isInstance(cause)) {
        throw expected.cast(cause);
      }
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    }
  }
}
