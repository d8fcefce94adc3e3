package io.github.captainos.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of faults, for contributors, names tests that there are. */
class FaultsListTest {
  private static final Path LIST = Path.of("src/test/faults.md");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
  private static final Pattern STORY = Pattern.compile("`(src/it/[\\w-]+)`");

  private static List<MatchResult> named(Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(LIST)).results().toList();
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      Path file = files.filter(path -> path.endsWith(test + ".java")).findFirst().orElseThrow();
      return Files.readString(file);
    }
  }

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    assertThat(named(TEST)).hasSizeGreaterThan(20);
    for (MatchResult test : named(TEST)) {
      String method = test.group(2);
      assertThat(source(test.group(1)))
          .contains(method == null ? "class " : "void " + method + "(");
    }
  }

  @Test
  void everyStoryThatItNamesIsThere() throws IOException {
    assertThat(named(STORY)).extracting(MatchResult::group).isNotEmpty();
    for (MatchResult story : named(STORY)) {
      assertThat(Path.of(story.group(1), "pom.xml")).exists();
    }
  }
}
