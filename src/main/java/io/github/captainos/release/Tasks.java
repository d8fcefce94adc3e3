package io.github.captainos.release;

import io.github.captainos.support.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Runs several tasks at a time, and starts none after one has failed. */
public final class Tasks implements AutoCloseable {
  private static final long SHUTDOWN_SECONDS = 60;

  private final ExecutorService threads;

  /**
   * @param parallelism the number of threads
   */
  public Tasks(int parallelism) {
    threads = Executors.newFixedThreadPool(parallelism, new DaemonThreads("captain"));
  }

  /** Starts a task. */
  public <T> Future<T> begin(Callable<T> task) {
    return threads.submit(explained(task));
  }

  /**
   * Catches the error when the task's objects can be freed, so that there is memory for the
   * message.
   */
  private static <T> Callable<T> explained(Callable<T> task) {
    return () -> {
      try {
        return task.call();
      } catch (OutOfMemoryError e) {
        throw ReleaseException.outOfMemory(e);
      }
    };
  }

  /**
   * Waits for a task.
   *
   * @throws ReleaseException if the task threw one
   */
  public static <T> T await(Future<T> begun) throws ReleaseException {
    try {
      return get(begun);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static <T> T get(Future<T> task) throws ReleaseException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof ReleaseException failure) {
        throw failure;
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

  /** Returns a new, empty group of tasks. */
  public <T> Group<T> group() {
    return new Group<>(this, new LinkedBlockingQueue<>(), new ArrayList<>());
  }

  /**
   * A group of tasks that are waited for together.
   *
   * @param own what runs them, unless others do
   * @param completed has the tasks as they complete
   * @param begun the tasks that were started
   */
  public record Group<T>(Tasks own, BlockingQueue<Future<T>> completed, List<Future<T>> begun) {

    /** Starts one more task. */
    public void begin(Callable<T> task) {
      begin(task, own);
    }

    /** Starts one more task, which others run. */
    public void begin(Callable<T> task, Tasks others) {
      begun.add(new ExecutorCompletionService<>(others.threads, completed).submit(explained(task)));
    }

    /**
     * Waits for all tasks.
     *
     * @return the results, in the order in which the tasks were started
     * @throws ReleaseException the first one that a task threw; those that have not started yet are
     *     cancelled then
     */
    public List<T> await() throws ReleaseException {
      try {
        for (int i = 0; i < begun.size(); i++) {
          get(completed.take());
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : begun) {
          results.add(get(one));
        }
        return results;
      } catch (InterruptedException e) {
        throw interrupted();
      } finally {
        begun.forEach(other -> other.cancel(true)); // no effect on those that are done
      }
    }
  }

  /** Runs tasks, and waits for them as {@link Group#await} does. */
  public <T> List<T> all(List<? extends Callable<T>> tasks) throws ReleaseException {
    Group<T> group = group();
    tasks.forEach(group::begin);
    return group.await();
  }

  private static ReleaseException interrupted() {
    Thread.currentThread().interrupt();
    return new ReleaseException("The build was interrupted.");
  }

  /** Cancels the tasks that are not done, and waits until the threads have ended. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
