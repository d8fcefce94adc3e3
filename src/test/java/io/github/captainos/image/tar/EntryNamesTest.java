package io.github.captainos.image.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EntryNamesTest {

  @Test
  void doesNotTakeANameThatCouldLeadElsewhere() {
    for (String name :
        Arrays.asList(
            "",
            ".",
            "..",
            "a/b",
            "/a",
            "a\\b",
            "a\nb",
            "a\0b",
            ".wh.a",
            "я".repeat(128),
            "\ud800")) {
      assertThat(EntryNames.problemOfPublished(name)).as(name).isPresent();
    }
    assertThat(EntryNames.problemOfPublished("я".repeat(127))).isEmpty();
    assertThat(EntryNames.problemOfPublished("..a")).isEmpty();
    assertThat(EntryNames.problemOfPublished(" with blanks ")).isEmpty();
  }
}
