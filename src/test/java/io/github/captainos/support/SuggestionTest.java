package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.release.KnownPlatforms;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> TARGETS =
      List.of("amd64", "arm64", "both", "combined", "all", "os");

  @ParameterizedTest
  @CsvSource({
    "amd46,    amd64",
    "ARM64,    arm64",
    "arm65,    arm64",
    "aarm64,   arm64",
    "bth,      both",
    "combind,  combined",
    "comined,  combined",
    "amd,      amd64",
    "OS,       os",
    "amr64,    amd64 or arm64",
  })
  void asksForWhatIsClose(String written, String meant) {
    assertThat(Suggestion.of(written, TARGETS)).isEqualTo(" Did you mean " + meant + "?");
  }

  @ParameterizedTest
  @CsvSource({"riscv64", "x86_64", "is", "a", "boot", "''", "amd64-arm64", "none"})
  void asksNothingWhereNothingIsClose(String written) {
    assertThat(Suggestion.of(written, TARGETS)).isEmpty();
  }

  @Test
  void asksNothingWhereMuchIsClose() {
    assertThat(Suggestion.of("os0", List.of("os1", "os2"))).isEqualTo(" Did you mean os1 or os2?");
    assertThat(Suggestion.of("os0", List.of("os1", "os2", "os3"))).isEmpty();
    assertThat(Suggestion.of("vmlinuz", List.of("vmlinuz-a", "vmlinuz-b", "vmlinuz-c"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "arm64,             linux/arm64",
    "aarch64,           linux/arm64",
    "linux/x86_64,      linux/amd64",
    "linux/amd46,       linux/amd64",
    "Linux/arm64,       linux/arm64",
    "macos/aarch64,     darwin/arm64",
    "linx/arm/v7,       linux/arm/v7",
  })
  void knowsPlatforms(String written, String meant) {
    assertThat(KnownPlatforms.meant(written)).containsExactly(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "linux/arm64",
    "linux/arm/v7",
    "linux/riscv64",
    "linux/sparc64",
    "plan9/amd64",
    "toaster",
    "linux/amd46/a/b"
  })
  void leavesPlatformsAlone(String written) {
    assertThat(KnownPlatforms.meant(written)).isEmpty();
  }
}
