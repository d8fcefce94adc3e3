package io.github.captainos.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, in Markdown.
 *
 * @param file where it is, from the project's base directory
 */
record Page(Path file) {
  static final Path SITE = Path.of("src/site/markdown");

  private static final Pattern FENCED = Pattern.compile("(?ms)^( *)```(\\w*)\n(.*?)\n\\1```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+(?:\\([^()]*\\))?)\\)");
  private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");

  static Page of(String name) {
    return new Page(SITE.resolve(name));
  }

  /** Returns the pages of the site, and the README. */
  static List<Page> all() {
    try (Stream<Path> files = Files.list(SITE)) {
      return Stream.concat(
              files.filter(file -> file.toString().endsWith(".md")).sorted(),
              Stream.of(Path.of("README.md")))
          .map(Page::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the code between fences that is said to be in that language. */
  List<String> code(String language) {
    return FENCED
        .matcher(text())
        .results()
        .filter(block -> block.group(2).equals(language))
        .map(block -> block.group(3))
        .toList();
  }

  List<String> links() {
    return matches(LINK, FENCED.matcher(text()).replaceAll(""));
  }

  List<String> anchors() {
    return matches(ANCHOR, text());
  }

  /** Returns the rows of all tables, without those that only rule. */
  List<List<String>> rows() {
    return text()
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .map(
            line ->
                Arrays.stream(line.substring(1).split("(?<!\\\\)\\|")).map(String::strip).toList())
        .toList();
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
