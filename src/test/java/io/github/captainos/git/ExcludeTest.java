package io.github.captainos.git;

import static io.github.captainos.git.Descriptions.assertDescribed;
import static io.github.captainos.git.Descriptions.assertUndescribed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns for tags that are passed over. */
class ExcludeTest {

  @TempDir static Path temporary;
  private static Git git;

  @BeforeAll
  static void aHistoryOfTags() throws IOException {
    git = Git.init(temporary.resolve("repository"));
    for (String tag : List.of("v1.0", "v1.1-rc1", "v1.1", "v2.0-rc1", "v2.0-rc2")) {
      git.commit(tag);
      git.annotated(tag);
    }
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
}
