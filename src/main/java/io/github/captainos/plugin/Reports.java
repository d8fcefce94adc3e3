package io.github.captainos.plugin;

import io.github.captainos.report.GitHubActions;
import io.github.captainos.report.Goal;
import io.github.captainos.report.JsonReport;
import io.github.captainos.report.Report;
import io.github.captainos.support.AtomicFile;
import io.github.captainos.support.FileErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a goal did to the log, to a JSON file, and to the files of GitHub Actions.
 *
 * @param directory the directory of the JSON files; null if none is written
 * @param start the directory in which Maven was started
 * @param environment the environment variables
 * @param log the log
 */
record Reports(@Nullable Path directory, Path start, Map<String, String> environment, Log log) {

  private interface Form {
    void write(Path file) throws IOException;
  }

  /**
   * Deletes the report of an earlier build, so that it cannot be mistaken for the report of this
   * build if this build fails.
   *
   * @param flavor the flavor of the release, or null if it has none
   */
  void forget(Goal goal, @Nullable String flavor) throws MojoExecutionException {
    List<String> earlier = new ArrayList<>(goal.files(flavor));
    earlier.addAll(goal.notes(flavor));
    for (Path file : files(earlier)) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new MojoExecutionException(
            "The report of an earlier build, "
                + file
                + ", cannot be removed ("
                + FileErrors.of(e)
                + "). Remove it.");
      }
    }
  }

  private List<Path> files(List<String> names) {
    return directory == null ? List.of() : names.stream().map(directory::resolve).toList();
  }

  /** Returns whether a directory can be written, or made. */
  static boolean canWrite(Path directory) {
    Path there = directory.toAbsolutePath();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return Files.isDirectory(there) && Files.isWritable(there);
  }

  /** Writes what was done. */
  void tell(Report report) throws MojoExecutionException {
    List<Path> files = files(report.goal().files(report.flavor()));
    Path own = files.isEmpty() ? null : files.get(files.size() - 1);
    List<String> recap = report.recap(own == null ? "" : fromStart(own));
    recap.forEach(log::info);
    for (Path json : files) {
      write(json, file -> JsonReport.write(report, file));
    }
    byte[] notes = report.notes().orElse("").getBytes(StandardCharsets.UTF_8);
    for (Path name : files(report.goal().notes(report.flavor()))) {
      write(name, file -> AtomicFile.write(file, out -> out.write(notes)));
    }
    append("GITHUB_OUTPUT", file -> GitHubActions.setOutputs(report, own, file));
    append("GITHUB_STEP_SUMMARY", file -> GitHubActions.addSummary(recap, file));
  }

  /** Returns a path as short as the user would write it where Maven was started. */
  private String fromStart(Path file) {
    return file.startsWith(start) ? start.relativize(file).toString() : file.toString();
  }

  private static void write(Path file, Form form) throws MojoExecutionException {
    try {
      form.write(file);
    } catch (IOException e) {
      throw new MojoExecutionException(
          "The goal has succeeded, but its report "
              + file
              + " cannot be written ("
              + FileErrors.of(e)
              + "). Make it writable, and run the build again.");
    }
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
              + (e instanceof IOException io ? FileErrors.of(io) : "it is not a valid path")
              + ". The workflow does not get this report.");
    }
  }
}
