package io.github.captainos.testing.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that is in a directory; links are not followed. */
public final class DirectoryTree {
  private DirectoryTree() {}

  /**
   * Returns relative paths, with the content of files, {@code -> } and the target of links, and
   * {@code /} for directories; with {@code /} between the components.
   */
  public static Map<String, String> of(Path root) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.filter(p -> !p.equals(root)).toList()) {
        all.put(slashed(root.relativize(path)), describe(path));
      }
    }
    return all;
  }

  /** Returns a path with {@code /} between its components. */
  public static String slashed(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }

  private static String describe(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + slashed(Files.readSymbolicLink(path));
    }
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        ? "/"
        : new String(Files.readAllBytes(path), ISO_8859_1);
  }
}
