package io.github.captainos.image.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTargetTest {

  @ParameterizedTest
  @CsvSource({
    "firmware/kernel8.img, ../vmlinuz,    vmlinuz",
    "firmware/a,           b,             firmware/b",
    "a,                    b,             b",
    "a/b/c,                .././/../d/,   d",
    "a/b,                  ..,            ''",
    "a/b,                  .,             a",
  })
  void leadsToAPathInTheImage(String link, String text, String destination) {
    assertThat(LinkTarget.of(link, text).destination()).isEqualTo(destination);
  }

  @Test
  void namesEveryPathThatItLeadsThrough() {
    assertThat(LinkTarget.of("p/q/l", "b/../../x").through()).containsExactly("p/q/b", "p/q", "p");
  }

  @Test
  void namesThePathsThatItLeadsBackOutOf() {
    assertThat(LinkTarget.of("p/q/l", "b/c/../../../x/y").turns())
        .containsExactly("p/q/b/c", "p/q/b", "p/q");
    assertThat(LinkTarget.of("p/q/l", "../../x/y").turns()).containsExactly("p");
    assertThat(LinkTarget.of("p/l", "..").turns()).isEmpty();
  }

  @Test
  void hasAMaximumLength() {
    assertThat(LinkTarget.of("l", "a/".repeat(255) + "x").steps()).hasSize(256);
    assertThatThrownBy(() -> LinkTarget.of("l", "a/".repeat(256) + "x"))
        .hasMessage("has a target of more than 256 components");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc/passwd", "C:/x", "../../x", "..", "a/../../x", "b\\c", "a\nb"})
  void isRefusedIfItIsNotAPathInTheImage(String text) {
    assertThatThrownBy(() -> LinkTarget.of("l", text)).isInstanceOf(IllegalArgumentException.class);
  }
}
