package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictObjectTest {
  private static final String TEXT =
      " \n{ \"a\" : \"x\\u0041\" ,\t\"b\":{\"c\" : [1, 2]}\r\n,\"ä\":1.5e0,\"t\":true , \"e\":[ ] } \n";

  private static StrictObject of(String text) throws IOException {
    return StrictObject.of(text.getBytes(StandardCharsets.UTF_8), 1000);
  }

  @Test
  void valuesAreTheirOwnBytes() throws Exception {
    StrictObject json = of(TEXT);
    assertThat(json.bytes()).asString().isEqualTo(TEXT.strip());
    assertThat(json.bytes("a")).asString().isEqualTo("\"x\\u0041\"");
    assertThat(json.bytes("b")).asString().isEqualTo("{\"c\" : [1, 2]}");
    assertThat(json.bytes("ä")).asString().isEqualTo("1.5e0");
    assertThat(json.bytes("t")).asString().isEqualTo("true");
    assertThat(json.bytes("e")).asString().isEqualTo("[ ]");
    assertThat(json.object("b").bytes("c")).asString().isEqualTo("[1, 2]");
    assertThat(json.object("b").bytes()).asString().isEqualTo("{\"c\" : [1, 2]}");
    assertThat(json.small("a").asText()).isEqualTo("xA");
    assertThat(json.small("c").isMissingNode()).isTrue();
    assertThat(json.hasObject("b")).isTrue();
    assertThat(json.hasObject("a")).isFalse();
    assertThat(of("{}").bytes()).asString().isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":1,\"a\":2}",
        "{\"b\":{\"a\":1,\"\\u0061\":2}}",
        "\ufeff{}",
        "{\"a\":\"\u0000\"}",
        "<bom/>"
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> of(text))
        .isInstanceOf(IOException.class)
        .hasMessage("it is not a JSON object in UTF-8, or has a field twice");
  }

  @Test
  void otherEncodingsAreRefused() {
    byte[] utf16 = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> StrictObject.of(utf16, 1000)).isInstanceOf(IOException.class);
    byte[] latin = "{\"a\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> StrictObject.of(latin, 1000)).isInstanceOf(IOException.class);
    byte[] overlong = {'{', '"', (byte) 0xc1, (byte) 0xa1, '"', ':', '1', '}'};
    assertThatThrownBy(() -> StrictObject.of(overlong, 1000)).isInstanceOf(IOException.class);
    byte[] cut = {'{', '"', 'a', '"', ':', '1', '}', (byte) 0xc3};
    assertThatThrownBy(() -> StrictObject.of(cut, 1000)).isInstanceOf(IOException.class);
  }

  @Test
  void depthAndTokensAreLimited() throws Exception {
    String deep = "{\"a\":" + "[".repeat(499) + "]".repeat(499) + "}";
    assertThat(of(deep).bytes()).asString().isEqualTo(deep);
    assertThatThrownBy(() -> of("{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> of("{\"a\":[" + "1,".repeat(1000) + "1]}"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void base64OfManyMebibytesIsDecoded() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("{\"payload\":\"".getBytes(StandardCharsets.US_ASCII));
    text.writeBytes("QUFB".repeat(6 << 20).getBytes(StandardCharsets.US_ASCII));
    text.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
    assertThat(StrictObject.of(text.toByteArray(), 10).base64("payload"))
        .hasSize(18 << 20)
        .startsWith('A', 'A', 'A');
    assertThat(of("{\"p\":\"QQ==\"}").base64("p")).containsExactly('A');
    assertThat(of("{\"p\":\"Q\\u0051=\\u003d\"}").base64("p")).containsExactly('A');
    assertThat(of("{\"p\":\"\"}").base64("p")).isEmpty();
    for (String other : new String[] {"1", "null", "\"Q?\"", "{}", "\"QQ\\n==\""}) {
      assertThatThrownBy(() -> of("{\"p\":" + other + "}").base64("p"))
          .as(other)
          .isInstanceOf(IOException.class)
          .hasMessage("its field 'p' is not base64");
    }
  }

  @Test
  void aValueThatShouldBeSmallIsNotParsedIfItIsLarge() throws Exception {
    StrictObject json = of("{\"a\":\"" + "x".repeat(1 << 20) + "\"}");
    assertThatThrownBy(() -> json.small("a"))
        .isInstanceOf(IOException.class)
        .hasMessage("its field 'a' is larger than 1 MiB");
  }
}
