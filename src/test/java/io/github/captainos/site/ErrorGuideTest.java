package io.github.captainos.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages of the error guide are those of the code. */
class ErrorGuideTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** All sources, with the strings that the formatter has split in one piece again. */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString().replaceAll("\"\\s*\\+\\s*\"", "");
  }

  @Test
  void everyMessageIsOneThatTheCodeHas() throws IOException {
    String sources = sources();
    List<String> parts =
        Page.of("errors.md").rows().stream()
            .flatMap(row -> CODE.matcher(row.get(0)).results())
            .flatMap(message -> Stream.of(message.group(1).split("…")))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .toList();

    assertThat(parts).hasSizeGreaterThan(50).allMatch(sources::contains);
  }
}
