package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code captain.targets} may say. */
class TargetNamesTest {

  @Test
  void aListHasCommasInBetween() throws ReleaseException {
    assertThat(TargetNames.listed(list("riscv64, arm64"))).containsExactly("riscv64", "arm64");
    assertThat(TargetNames.listed(list("amd64"))).containsExactly("amd64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "amd64,,arm64; A target has no name. Name it, as in amd64.",
        "amd64,;       A target has no name. Name it, as in amd64.",
        "a,b,a;        Two targets are named 'a'. Give each a unique name.",
        "a,all;        A target is named 'all', which stands for all images. Give it another name.",
        "both;         'both', which stands for the combined image",
        "combined;     'combined', which stands for the combined image",
        "a/b;          The target name 'a/b' cannot be part of a tag",
        "a b;          The target name 'a b' cannot be part of a tag",
      })
  void aListIsCheckedAsTargetsAreAndItsOriginIsSaid(String targets, String why) {
    assertThatThrownBy(() -> TargetNames.listed(list(targets)))
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith("captain.targets is '" + targets + "' (from here). ")
        .hasMessageContaining(why);
  }

  private static Setting list(String value) {
    return new Setting(value, "here");
  }
}
