package io.github.captainos.testing.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs of a job, each through a proxy that injects one fault into some kinds of requests. */
final class FaultRuns {
  /** Nearly all of the time is pauses. */
  private static final int SIDE_BY_SIDE = 64;

  private final List<Callable<String>> runs = new ArrayList<>();

  /** What has to succeed in spite of a fault. */
  interface Job {
    /**
     * @param registry the address of the proxy
     * @return what is not whole afterwards, or an empty text
     */
    String run(String registry) throws Exception;
  }

  /**
   * Adds a run.
   *
   * @param name its name
   * @param requests the kinds of requests
   * @param times how many of each kind get the fault
   * @param registry {@code host:port}
   * @param tokenServer {@code host:port}
   */
  void add(
      String name,
      List<String> requests,
      int times,
      Fault fault,
      String registry,
      String tokenServer,
      Job job) {
    Callable<String> run =
        () -> {
          List<String> patterns = requests.stream().map(FaultKinds::pattern).toList();
          try (FaultyProxy proxy = new FaultyProxy(registry, tokenServer, patterns, times, fault)) {
            String problem = job.run(proxy.address());
            if (proxy.injected() < times) {
              return name + ": injected only " + proxy.injected() + " times";
            }
            return problem.isEmpty() ? "" : name + ": " + problem;
          } catch (Exception e) {
            return name + ": " + e.getMessage();
          }
        };
    runs.add(run);
  }

  /** Runs all of them, and returns what went wrong, a line each. */
  List<String> problems() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    List<String> problems = new ArrayList<>();
    try {
      for (Future<String> result : threads.invokeAll(runs)) {
        problems.add(result.get());
      }
    } finally {
      threads.shutdown();
    }
    problems.removeIf(String::isEmpty);
    return problems;
  }
}
