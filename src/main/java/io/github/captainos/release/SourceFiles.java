package io.github.captainos.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the one file that a path or a glob names.
 *
 * @param directory what paths are relative to
 */
record SourceFiles(Path directory) {

  /** A path or a glob that does not name exactly one file; the message says why. */
  static final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private Problem(String message) {
      super(message);
    }
  }

  /**
   * @param source a path, or a glob as {@link java.nio.file.FileSystem#getPathMatcher} has it
   * @throws Problem if it does not name exactly one regular file that can be read
   */
  Path find(String source) throws Problem {
    if (source.isBlank()) {
      throw new Problem("a <file> names no file");
    }
    Path file = isLiteral(source) ? literal(source) : match(source);
    if (Files.isDirectory(file)) {
      throw new Problem(source + " is a directory, not a file");
    }
    if (!Files.exists(file)) {
      throw new Problem(
          source
              + (Files.isSymbolicLink(file) ? " is a link that leads nowhere" : " does not exist"));
    }
    if (!Files.isRegularFile(file)) {
      throw new Problem(source + " is no regular file");
    }
    if (!Files.isReadable(file)) {
      throw new Problem(source + " cannot be read: no permission");
    }
    return file;
  }

  /** A file may well have the characters of a glob in its name. */
  private boolean isLiteral(String source) throws Problem {
    return source.chars().noneMatch(SourceFiles::isGlob) || Files.exists(literal(source));
  }

  private static boolean isGlob(int character) {
    return "*?[{".indexOf(character) >= 0;
  }

  private Path literal(String source) throws Problem {
    try {
      return directory.resolve(source).normalize();
    } catch (InvalidPathException e) {
      throw new Problem(
          "'"
              + source
              + "' is no path here: "
              + e.getReason()
              + ". Where it is not ASCII, set a UTF-8 locale, such as LC_ALL=C.UTF-8");
    }
  }

  private Path match(String glob) throws Problem {
    String[] segments = glob.split("/");
    int fixed = 0;
    while (segments[fixed].chars().noneMatch(SourceFiles::isGlob)) {
      fixed++;
    }
    Path start =
        literal(String.join("/", List.of(segments).subList(0, fixed)) + (fixed == 1 ? "/" : ""));
    String pattern = String.join("/", List.of(segments).subList(fixed, segments.length));
    List<Path> matches = matches(glob, start, pattern, segments.length - fixed);
    List<Path> files = matches.stream().filter(file -> !Files.isDirectory(file)).toList();
    if (matches.isEmpty()) {
      throw new Problem(glob + " matches no file");
    }
    if (files.isEmpty()) {
      throw new Problem(glob + " matches a directory, not a file: " + names(matches));
    }
    if (files.size() > 1) {
      throw new Problem(glob + " matches " + files.size() + " files, not one: " + names(files));
    }
    return files.get(0);
  }

  private static List<Path> matches(String glob, Path start, String pattern, int depth)
      throws Problem {
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (Stream<Path> tree =
        Files.walk(
            start,
            pattern.contains("**") ? Integer.MAX_VALUE : depth,
            FileVisitOption.FOLLOW_LINKS)) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      tree.filter(path -> matcher.matches(start.relativize(path))).sorted().forEach(found::add);
      return found;
    } catch (PatternSyntaxException e) {
      throw new Problem(glob + " is no valid glob: " + e.getDescription());
    } catch (IOException | UncheckedIOException e) {
      throw new Problem(glob + " cannot be looked for: " + e.getMessage());
    }
  }

  private String names(List<Path> paths) {
    return paths.stream()
        .map(path -> path.startsWith(directory) ? directory.relativize(path) : path)
        .map(Path::toString)
        .collect(Collectors.joining(", "));
  }
}
