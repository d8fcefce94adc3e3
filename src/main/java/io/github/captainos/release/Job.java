package io.github.captainos.release;

import io.github.captainos.report.Report;
import java.util.List;

/** The work of a goal. */
public interface Job {

  /**
   * Checks all that can be checked without a registry and before files are read.
   *
   * @return the references that the job will write
   * @throws ReleaseException if a setting or a file is invalid
   */
  List<String> check() throws ReleaseException;

  /**
   * Does the work.
   *
   * @throws ReleaseException if a setting or a file is invalid, or a step fails; the message says
   *     what has changed
   */
  Report run() throws ReleaseException;
}
