package io.github.captainos.plugin;

import io.github.captainos.report.GitHubActions;
import io.github.captainos.report.Goal;
import io.github.captainos.report.JsonReport;
import io.github.captainos.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;

/**
 * Writes what a goal did to the log, to a JSON file, and to the files of GitHub Actions.
 *
 * @param directory the directory of the JSON files
 * @param environment the environment variables
 * @param log the log
 */
record Reports(Path directory, Map<String, String> environment, Log log) {

  private interface Form {
    void write(Path file) throws IOException;
  }

  /**
   * Deletes the report of an earlier build, so that it cannot be mistaken for the report of this
   * build if this build fails.
   */
  void forget(Goal goal) throws MojoExecutionException {
    Path file = directory.resolve(goal.file());
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new MojoExecutionException(
          "The report of an earlier build, "
              + file
              + ", cannot be removed ("
              + e
              + "). Remove it.");
    }
  }

  /** Writes what was done. */
  void tell(Report report) throws MojoExecutionException {
    report.recap().forEach(log::info);
    Path json = directory.resolve(report.goal().file());
    try {
      JsonReport.write(report, json);
    } catch (IOException e) {
      throw new MojoExecutionException(
          "The goal has succeeded, but its report "
              + json
              + " cannot be written ("
              + e
              + "). Make it writable, and run the build again.");
    }
    append("GITHUB_OUTPUT", file -> GitHubActions.setOutputs(report, json, file));
    append("GITHUB_STEP_SUMMARY", file -> GitHubActions.addSummary(report, file));
  }

  /**
   * Appends to a file of GitHub Actions. A failure is only a warning, since the goal has already
   * succeeded.
   */
  private void append(String variable, Form form) {
    String file = environment.getOrDefault(variable, "");
    if (file.isBlank()) {
      return;
    }
    try {
      form.write(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      log.warn(
          "Cannot write to the file of "
              + variable
              + ": "
              + e
              + ". The workflow does not get this report.");
    }
  }
}
