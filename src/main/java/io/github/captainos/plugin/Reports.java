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
 * Where a goal says what it did: in the log, in a JSON file, and to GitHub Actions.
 *
 * @param directory where the JSON files are
 * @param environment the environment variables
 * @param log the log
 */
record Reports(Path directory, Map<String, String> environment, Log log) {

  private interface Form {
    void write(Path file) throws IOException;
  }

  /**
   * Removes the report of an earlier build: where this one fails, nobody is to take that for this
   * one's.
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

  /** Tells what was done. */
  void tell(Report report) throws MojoExecutionException {
    report.recap().forEach(log::info);
    Path json = directory.resolve(report.goal().file());
    try {
      JsonReport.write(report, json);
    } catch (IOException e) {
      throw new MojoExecutionException(
          "All was done as said above, but the report "
              + json
              + " cannot be written ("
              + e
              + "). Make it writable, and run the build again.");
    }
    tellGitHub("GITHUB_OUTPUT", file -> GitHubActions.setOutputs(report, json, file));
    tellGitHub("GITHUB_STEP_SUMMARY", file -> GitHubActions.addSummary(report, file));
  }

  /** What was done is done, whether the workflow gets to know or not. */
  private void tellGitHub(String variable, Form form) {
    String file = environment.getOrDefault(variable, "");
    if (file.isBlank()) {
      return;
    }
    try {
      form.write(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      log.warn(
          "The file that "
              + variable
              + " names is left as it is: "
              + e
              + ". The workflow learns nothing from it.");
    }
  }
}
