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
 * Finds the file or directory of a path or a glob.
 *
 * @param directory the directory that paths are relative to
 * @param written all paths in the configuration, which are not suggested for others
 */
public record SourceFiles(Path directory, Set<String> written) {

  /** What a path or glob is to lead to, with the messages if it does not. */
  private enum Wanted {
    FILE(" matches no file", " matches a directory, not a file: ", " files, not one: "),
    DIRECTORY(
        " matches no directory", " matches a file, not a directory: ", " directories, not one: ");

    private final String none;
    private final String other;
    private final String several;

    Wanted(String none, String other, String several) {
      this.none = none;
      this.other = other;
      this.several = several;
    }

    boolean is(Path path) {
      return this == FILE ? Files.isRegularFile(path) : Files.isDirectory(path);
    }

    /** Returns whether a match is meant. One that cannot be read as a file is reported later. */
    boolean canBe(Path path) {
      return Files.isDirectory(path) == (this == DIRECTORY);
    }
  }

  public SourceFiles {
    written = Set.copyOf(written);
  }

  /**
   * @param source a path, or a glob of {@link java.nio.file.FileSystem#getPathMatcher}
   * @throws Problem if there is not exactly one regular file that can be read
   */
  Path find(String source) throws Problem {
    if (source.isBlank()) {
      throw new Problem(
          "a <file> has no path; write <file>path</file>, or give it a <source> or an <artifact>");
    }
    return findFile(source, ". Write it as a <directory>");
  }

  /**
   * @param source a path, or a glob as for {@link #find}
   * @throws Problem if there is not exactly one regular file that can be read
   */
  Path findSbom(String source) throws Problem {
    return findFile(source, "");
  }

  private Path findFile(String source, String adviceForDirectory) throws Problem {
    Path file = isLiteral(source) ? literal(source) : match(source, Wanted.FILE);
    if (Files.isDirectory(file)) {
      throw new Problem(source + " is a directory, not a file" + adviceForDirectory);
    }
    if (!Files.exists(file)) {
      throw new Problem(
          source
              + (Files.isSymbolicLink(file)
                  ? " is a link to a file that does not exist"
                  : " does not exist" + suggestion(source, file, Wanted.FILE)));
    }
    if (!Files.isRegularFile(file)) {
      throw new Problem(source + " is not a regular file");
    }
    if (!Files.isReadable(file)) {
      throw new Problem(source + " cannot be read: no permission");
    }
    return file;
  }

  /**
   * @param source a path, or a glob as for {@link #find}
   * @throws Problem if there is not exactly one directory that can be read
   */
  Path findDirectory(String source) throws Problem {
    if (source.isBlank()) {
      throw new Problem(
          "a <directory> has no path; write <directory>path</directory>, or give it a <source>");
    }
    Path found = isLiteral(source) ? literal(source) : match(source, Wanted.DIRECTORY);
    if (Files.isSymbolicLink(found)) {
      throw new Problem(
          source + " is a symbolic link. Write the path of the directory that it leads to");
    }
    if (!Files.exists(found)) {
      throw new Problem(source + " does not exist" + suggestion(source, found, Wanted.DIRECTORY));
    }
    if (!Files.isDirectory(found)) {
      throw new Problem(source + " is not a directory. Write it as a <file>");
    }
    return found;
  }

  /** Suggests files in the directory of a missing one, without those that are configured. */
  private String suggestion(String source, Path missing, Wanted wanted) {
    String name = String.valueOf(missing.getFileName());
    Path sameDirectory = missing.getParent();
    if (sameDirectory == null || !source.endsWith(name)) {
      return "";
    }
    String parent = source.substring(0, source.length() - name.length());
    try (Stream<Path> siblings = Files.list(sameDirectory)) {
      List<String> names =
          siblings
              .filter(wanted::is)
              .map(file -> file.getFileName().toString())
              .filter(other -> !written.contains(parent + other))
              .sorted()
              .toList();
      List<String> meant = Suggestion.meant(name, names).stream().map(parent::concat).toList();
      return meant.isEmpty() ? "" : "." + Suggestion.question(meant);
    } catch (IOException e) {
      return ""; // the directory does not exist, or cannot be read
    }
  }

  /** A file may have the characters of a glob in its name. */
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

  private Path match(String glob, Wanted wanted) throws Problem {
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
    List<Path> matches = found.matches().stream().filter(wanted::canBe).toList();
    if (found.matches().isEmpty()) {
      throw new Problem(
          glob
              + wanted.none
              + (found.unreadable().isEmpty()
                  ? ""
                  : "; these directories could not be read: " + names(found.unreadable())));
    }
    if (matches.isEmpty()) {
      throw new Problem(glob + wanted.other + names(found.matches()));
    }
    if (matches.size() > 1) {
      throw new Problem(glob + " matches " + matches.size() + wanted.several + names(matches));
    }
    return readable(matches.get(0));
  }

  /** Java replaces characters that the locale does not support, so the name is unknown. */
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
