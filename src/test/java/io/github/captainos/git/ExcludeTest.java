package io.github.captainos.git;

import static io.github.captainos.git.Descriptions.assertDescribed;
import static io.github.captainos.git.Descriptions.assertUndescribed;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns for tags that are passed over. */
class ExcludeTest {

  @TempDir static Path temporary;
  private static Git git;
  private static List<String> names;

  @BeforeAll
  static void aHistoryOfTags() throws IOException {
    git = Git.init(temporary.resolve("repository"));
    for (String tag : List.of("v1.0", "v1.1-rc1", "v1.1", "v2.0-rc1", "v2.0-rc2")) {
      git.commit(tag);
      git.annotated(tag);
    }
    List<String> others =
        List.of(
            "v",
            "v]",
            "v!",
            "v-",
            "va",
            "v\u00e9",
            "v1\u00e9",
            "V1",
            "a",
            "ab",
            "1",
            "]",
            "!",
            "b/v1.0",
            "v7/rc",
            "v8,9",
            "v8{9}",
            "v8_9",
            "x-y",
            "v1",
            "v9");
    for (String tag : others) {
      git.run("update-ref", "refs/tags/" + tag, "v1.0^{commit}");
    }
    names = git.run("tag", "--list").lines().toList();
  }

  @Test
  void withoutAPatternNoneIsPassedOver() throws IOException {
    assertDescribed(git, "v2.0-rc2");
  }

  @ParameterizedTest
  @CsvSource({
    "v2.0-rc2, v2.0-rc1",
    "v2.0, v2.0-rc2",
    "*-rc*, v1.1",
    "v2*, v1.1",
    "*-rc[2-9], v2.0-rc1",
    "'', v2.0-rc2",
    "*-RC*, v2.0-rc2",
    "v2.0-rc?, v1.1",
    "refs/tags/*, v2.0-rc2",
    "v[2-9, v2.0-rc2",
  })
  void theNearestTagThatThePatternDoesNotMatchIsFound(String pattern, String expected)
      throws IOException {
    assertDescribed(git, pattern, expected);
  }

  @Test
  void nothingIsFoundIfThePatternMatchesAll() throws IOException {
    assertUndescribed(git, "v*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v?",
        "v??",
        "v*",
        "*",
        "**",
        "*1*",
        "*v1.0",
        "b*0",
        "b?v1.0",
        "**/v1.0",
        "v7/*",
        "[/]",
        "v[!0-9]",
        "v[^0-9]",
        "v[0-9]",
        "v[0-9",
        "v[",
        "[",
        "[]",
        "[]]",
        "[!]]",
        "[]a]",
        "[!]a]",
        "v\\*",
        "v\\1",
        "\\v1",
        "\\",
        "v[\\",
        "v[\\!]",
        "[a-]",
        "[-a]",
        "[!-]",
        "[a-c]",
        "[c-a]",
        "[0-9-z]",
        "v[[:digit:]]",
        "v[[:alpha:]]",
        "v[^[:alnum:]]",
        "v[[:punct:]]",
        "[[:upper:]]1",
        "[[:lower:]]",
        "v[[:graph:]]",
        "v[[:print:]]",
        "v[[:space:]]",
        "v[[:xdigit:]]",
        "v[[:digit:]a]",
        "v[[:digits:]]",
        "v[[:digit:",
        "v[[:]",
        "v[[:digit]",
        "v[[::]]",
        "v[[:digit:]-a]",
        "v8{*}",
        "v8{9,8}*",
        "v?\u00e9",
        "v\u00e9",
        "v[\u00e9]",
        "v[\u00e9][\u00e9]",
        "V*",
        "v1*\u00e9",
        "v1.0",
        "v1.0 ",
        " ",
        "!v1.0",
        "-*",
        "x-y",
        "v(1)",
        "v1+",
        "v1|v9",
        "^v1$",
        "v1.*",
      })
  void aPatternMatchesWhatItMatchesForGit(String pattern) throws IOException {
    Glob glob = new Glob(pattern);
    List<String> expected = git.run("tag", "--list", "--", pattern).lines().toList();
    assertThat(names.stream().filter(glob::matches)).containsExactlyElementsOf(expected);
  }

  /** Lest the test above compare nothing with nothing. */
  @ParameterizedTest
  @CsvSource({
    "v?, v! v- v1 v9 v] va",
    "v[!0-9], v! v- v] va",
    "b*0, b/v1.0",
    "v\\*, ''",
    "v[0-9, ''",
    "[[:upper:]]1, V1",
    "v8{*}, v8{9}",
    "[]a], ] a",
  })
  void aPatternMatchesTheseTags(String pattern, String expected) {
    assertThat(names.stream().filter(new Glob(pattern)::matches).collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }
}
