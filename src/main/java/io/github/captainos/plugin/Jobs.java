package io.github.captainos.plugin;

import io.github.captainos.release.Job;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.Report;
import java.util.List;

/** Makes jobs out of requests. */
final class Jobs {
  private Jobs() {}

  /** A function that may fail as a goal does. */
  interface Step<A, B> {
    B apply(A argument) throws ReleaseException;
  }

  /** Returns the job of a request. */
  static <R> Job of(R request, Step<R, List<String>> check, Step<R, Report> run) {
    return new Job() {
      @Override
      public List<String> check() throws ReleaseException {
        return check.apply(request);
      }

      @Override
      public Report run() throws ReleaseException {
        return run.apply(request);
      }
    };
  }

  /** Returns the job of a request of a goal that writes no images. */
  static <R> Job of(R request, Step<R, Report> run) {
    return of(request, any -> List.of(), run);
  }
}
