package io.github.captainos.release;

import io.github.captainos.support.DaemonThreads;
import io.github.captainos.support.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does several things at a time, and none any more once one has failed. */
public final class Tasks implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final ExecutorService threads;
  private final boolean interrupting;

  /**
   * @param parallelism how many at a time
   */
  public Tasks(int parallelism) {
    this(parallelism, true);
  }

  private Tasks(int parallelism, boolean interrupting) {
    this.interrupting = interrupting;
    this.threads = Executors.newFixedThreadPool(parallelism, new DaemonThreads("captain"));
  }

  /** Returns one thread that is never interrupted: what was begun with, it does to its end. */
  public static Tasks uninterrupted() {
    return new Tasks(1, false);
  }

  /** Begins with something. */
  public <T> Future<T> begin(Callable<T> task) {
    return threads.submit(explained(task));
  }

  /** Here, what the task had in memory can be freed again, so that others learn of it. */
  private static <T> Callable<T> explained(Callable<T> task) {
    return () -> {
      try {
        return task.call();
      } catch (OutOfMemoryError e) {
        throw outOfMemory(e);
      }
    };
  }

  /** Returns what is told of memory that is full. */
  static ReleaseException outOfMemory(OutOfMemoryError e) {
    return new ReleaseException(
        "Java ran out of memory (" + e.getMessage() + "). Set MAVEN_OPTS=-Xmx2g, or more.", e);
  }

  /**
   * Waits for what was begun.
   *
   * @throws ReleaseException if that threw one
   */
  public static <T> T await(Future<T> begun) throws ReleaseException {
    try {
      return Futures.get(begun, ReleaseException.class);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Returns a new, empty group of things to do. */
  public <T> Group<T> group() {
    return new Group<>(new ExecutorCompletionService<>(threads), new ArrayList<>());
  }

  /**
   * Things that are waited for together.
   *
   * @param completion tells which is done
   * @param begun what was begun with
   */
  public record Group<T>(CompletionService<T> completion, List<Future<T>> begun) {

    /** Begins with one more. */
    public void begin(Callable<T> task) {
      begun.add(completion.submit(explained(task)));
    }

    /**
     * Waits for all of them.
     *
     * @return the results, in the order in which they were begun with
     * @throws ReleaseException what the first of them threw that threw one; those that have not
     *     begun do not begin then
     */
    public List<T> await() throws ReleaseException {
      try {
        for (int i = 0; i < begun.size(); i++) {
          Futures.get(completion.take(), ReleaseException.class);
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : begun) {
          results.add(Futures.get(one, ReleaseException.class));
        }
        return results;
      } catch (InterruptedException e) {
        throw interrupted();
      } finally {
        begun.forEach(other -> other.cancel(true)); // those that are done are not affected
      }
    }
  }

  /** Does all of these, and waits for them as {@link Group#await} does. */
  public <T> List<T> all(List<? extends Callable<T>> tasks) throws ReleaseException {
    Group<T> group = group();
    tasks.forEach(group::begin);
    return group.await();
  }

  private static ReleaseException interrupted() {
    Thread.currentThread().interrupt();
    return new ReleaseException("The build was interrupted.");
  }

  /** Gives up what is not done, and waits until nobody is at it any more. */
  @Override
  public void close() {
    if (interrupting) {
      threads.shutdownNow();
    } else {
      threads.shutdown();
    }
    try {
      threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
