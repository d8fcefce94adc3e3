package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0x9d, 0xad, 0x61c, 0x200b, 0x200d,
        0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066,
        0x2067, 0x2068, 0x2069, 0xd800, 0xe000, 0xfeff
      })
  void whatATerminalObeysOrDoesNotShowIsShownByItsNumber(int character) {
    String text = "a" + Character.toString(character) + "b";
    assertThat(Printable.of(text)).isEqualTo("a\\u%04xb", character);
    if (character != '\n') {
      assertThat(Printable.message(text)).isEqualTo("a\\u%04xb", character);
    }
  }

  @Test
  void soIsATagAboveTheFirstPlane() {
    assertThat(Printable.of("a\udb40\udc41")).isEqualTo("a\\u{e0041}");
  }

  @Test
  void textOfAnyLanguageStaysAsItIs() {
    String text = "vmlinuz é e\u0301 內核 ядро 🚀 \\u202e …";
    assertThat(Printable.of(text)).isEqualTo(text);
    assertThat(Printable.message(text)).isEqualTo(text);
  }

  @Test
  void aMessageKeepsItsLines() {
    assertThat(Printable.message("two:\n  - a\u202e\n  - b\r\n"))
        .isEqualTo("two:\n  - a\\u202e\n  - b\\u000d\n");
  }

  @Test
  void aQuoteHasAnEndAndCutsNoCharacter() {
    assertThat(Printable.of("x".repeat(Printable.LONGEST))).doesNotContain("…");
    assertThat(Printable.of("x".repeat(3 << 20))).isEqualTo("x".repeat(Printable.LONGEST) + "…");
    assertThat(Printable.of("\u202e".repeat(3 << 20)))
        .isEqualTo("\\u202e".repeat(Printable.LONGEST / 6) + "…");
    assertThat(Printable.of("x" + "🚀".repeat(Printable.LONGEST)))
        .isEqualTo("x" + "🚀".repeat((Printable.LONGEST - 1) / 2) + "…");
  }
}
