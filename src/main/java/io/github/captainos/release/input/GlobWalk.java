package io.github.captainos.release.input;

import io.github.captainos.support.FileErrors;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/**
 * The matches of a glob below a directory.
 *
 * @param matches files and directories, sorted
 * @param unreadable directories that could not be read: without permission, or links to a parent
 */
record GlobWalk(List<Path> matches, List<Path> unreadable) {

  /**
   * @param glob the whole glob, for messages
   * @param start the directory
   * @param pattern the part of the glob that begins below the directory
   * @param depth how many levels below it a match can be
   */
  static GlobWalk of(String glob, Path start, String pattern, int depth) throws FileOrigin.Problem {
    TreeSet<Path> matches = new TreeSet<>();
    TreeSet<Path> unreadable = new TreeSet<>();
    if (!Files.isDirectory(start)) {
      return new GlobWalk(List.of(), List.of());
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      Files.walkFileTree(
          start,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          depth,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return visitFile(path, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              if (!path.equals(start) && matcher.matches(start.relativize(path))) {
                matches.add(path);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
              unreadable.add(path);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (PatternSyntaxException e) {
      throw new FileOrigin.Problem(glob + " is not a valid glob: " + e.getDescription());
    } catch (IOException e) {
      throw new FileOrigin.Problem(glob + " cannot be searched: " + FileErrors.of(e));
    }
    return new GlobWalk(List.copyOf(matches), List.copyOf(unreadable));
  }
}
