package io.github.captainos.testing.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Maven printed in the stories, stderr included. Nothing may print a stack trace, or warnings
 * of a logging library, where Maven was not told to (with {@code -e} or {@code -X}).
 */
public final class BuildLogs {
  private static final Pattern TRACE =
      Pattern.compile(
          "\\s+at [\\w.$/@-]+\\(.*|(Caused by|Suppressed): .*|\\s+\\.\\.\\. \\d+ more"
              + "|(Exception in thread .*|[a-z][\\w.$]*\\.[A-Z]\\w*(Exception|Error)(:.*)?)"
              + "|(SLF4J|log4j)[:( ].*");

  /** java.util.logging: a line with the date, the class and its method, and one with the level. */
  private static final Pattern SOURCE = Pattern.compile(".*\\d .*\\b(\\w+\\.)+[\\w$]+ [\\w$<>]+");

  private static final Pattern LEVEL = Pattern.compile("(INFO|WARNING|SEVERE): .*");

  /** Maven warns with a stack trace of a repository without checksums, such as the user's own. */
  private static final Pattern MAVEN =
      Pattern.compile("org\\.eclipse\\.aether\\.transfer\\.ChecksumFailureException: .*");

  private static final Pattern START = Pattern.compile(".*Scanning for projects.*");

  /** With -X, debug messages come before that, and with -e, a line that says so. */
  private static final Pattern VERBOSE =
      Pattern.compile("\\[DEBUG\\].*|\\[INFO\\] Error stacktraces are turned on.*");

  /** What the story's own scripts print is the matter of the invoker. */
  private static final Pattern SCRIPT_START = Pattern.compile("Running \\w+-build script: .*");

  private static final Pattern SCRIPT_END = Pattern.compile("Finished \\w+-build script: .*");

  private BuildLogs() {}

  /**
   * Checks the logs of all stories that ran.
   *
   * @param stories the directory with a directory for each story
   * @param since when the first of them began
   * @throws AssertionError if a log has what it must not have; names the stories and the lines
   */
  public static void check(Path stories, Instant since) throws IOException {
    if (!Files.isDirectory(stories)) {
      return; // none ran
    }
    List<String> found = new ArrayList<>();
    try (Stream<Path> directories = Files.list(stories)) {
      directories
          .map(story -> story.resolve("build.log"))
          .filter(log -> isFrom(since, log))
          .sorted()
          .forEach(log -> found.addAll(inFile(log)));
    }
    if (!found.isEmpty()) {
      throw new AssertionError(
          "Stack traces or warnings of a logging library were printed without -e:\n  "
              + String.join("\n  ", found));
    }
  }

  private static boolean isFrom(Instant since, Path log) {
    try {
      return Files.exists(log) && !Files.getLastModifiedTime(log).toInstant().isBefore(since);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> inFile(Path log) {
    try {
      Path story = log.getParent().getFileName();
      return unexpected(Files.readAllLines(log)).stream().map(line -> story + ": " + line).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the first line of each stack trace, and the warnings, with their numbers. */
  static List<String> unexpected(List<String> lines) {
    List<String> found = new ArrayList<>();
    boolean inScript = false;
    boolean verbose = false;
    boolean inTrace = false;
    String before = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (SCRIPT_START.matcher(line).matches()) {
        inScript = true;
      } else if (SCRIPT_END.matcher(line).matches()) {
        inScript = false;
      } else if (START.matcher(line).matches()) {
        verbose = VERBOSE.matcher(before).matches();
      }
      boolean trace = isTrace(line, before);
      if (trace && !inTrace && !inScript && !verbose && !MAVEN.matcher(line).matches()) {
        found.add("line " + (i + 1) + ": " + line.strip());
      }
      inTrace = trace;
      before = line;
    }
    return found;
  }

  private static boolean isTrace(String line, String before) {
    return TRACE.matcher(line).matches()
        || LEVEL.matcher(line).matches() && SOURCE.matcher(before).matches();
  }
}
