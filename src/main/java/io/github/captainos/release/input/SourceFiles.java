package io.github.captainos.release.input;

import io.github.captainos.release.input.FileOrigin.Problem;
import io.github.captainos.support.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the one file that a path or a glob names.
 *
 * @param directory what paths are relative to
 * @param written all paths that the user wrote down; none is meant by another
 */
public record SourceFiles(Path directory, Set<String> written) {

  public SourceFiles {
    written = Set.copyOf(written);
  }

  /**
   * @param source a path, or a glob as {@link java.nio.file.FileSystem#getPathMatcher} has it
   * @throws Problem if it does not name exactly one regular file that can be read
   */
  Path find(String source) throws Problem {
    if (source.isBlank()) {
      throw new Problem(
          "a <file> has no path; write <file>path</file>, or give it a <source> or an <artifact>");
    }
    Path file = isLiteral(source) ? literal(source) : match(source);
    if (Files.isDirectory(file)) {
      throw new Problem(source + " is a directory, not a file");
    }
    if (!Files.exists(file)) {
      throw new Problem(
          source
              + (Files.isSymbolicLink(file)
                  ? " is a link to a file that does not exist"
                  : " does not exist" + suggestion(source, file)));
    }
    if (!Files.isRegularFile(file)) {
      throw new Problem(source + " is not a regular file");
    }
    if (!Files.isReadable(file)) {
      throw new Problem(source + " cannot be read: no permission");
    }
    return file;
  }

  /** Looks for a file beside the one that is missing; what is another file's path is not meant. */
  private String suggestion(String source, Path missing) {
    String name = String.valueOf(missing.getFileName());
    Path beside = missing.getParent();
    if (beside == null || !source.endsWith(name)) {
      return "";
    }
    String way = source.substring(0, source.length() - name.length());
    try (Stream<Path> siblings = Files.list(beside)) {
      List<String> others =
          siblings
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .filter(other -> !written.contains(way + other))
              .sorted()
              .toList();
      List<String> meant = Suggestion.meant(name, others).stream().map(way::concat).toList();
      return meant.isEmpty() ? "" : "." + Suggestion.question(meant);
    } catch (IOException e) {
      return ""; // there is no such directory, or none that we may look into
    }
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
              + "' is not a valid path on this system: "
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
    int depth = pattern.contains("**") ? Integer.MAX_VALUE : segments.length - fixed;
    GlobWalk found = GlobWalk.of(glob, start, pattern, depth);
    List<Path> files = found.matches().stream().filter(file -> !Files.isDirectory(file)).toList();
    if (found.matches().isEmpty()) {
      throw new Problem(
          glob
              + " matches no file"
              + (found.passedOver().isEmpty()
                  ? ""
                  : "; these directories could not be read: " + names(found.passedOver())));
    }
    if (files.isEmpty()) {
      throw new Problem(glob + " matches a directory, not a file: " + names(found.matches()));
    }
    if (files.size() > 1) {
      throw new Problem(glob + " matches " + files.size() + " files, not one: " + names(files));
    }
    return readable(files.get(0));
  }

  /** Java replaces what the locale's character set does not have, which would be another name. */
  private static Path readable(Path file) throws Problem {
    if (file.toString().indexOf('\ufffd') >= 0) {
      throw new Problem(
          "the name of "
              + file
              + " cannot be read in this locale. Set a UTF-8 one: LC_ALL=C.UTF-8");
    }
    return file;
  }

  private String names(List<Path> paths) {
    return paths.stream()
        .map(path -> path.startsWith(directory) ? directory.relativize(path) : path)
        .map(Path::toString)
        .collect(Collectors.joining(", "));
  }
}
