package io.github.captainos.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  /** Returns an object with a list of as many empty objects as fit into 4 MiB. */
  private static byte[] empties() {
    return ("{\"manifests\":[" + "{},".repeat((4 << 20) / 3) + "{}]}").getBytes(UTF_8);
  }

  /** Returns an object with many fields. */
  private static byte[] fields() {
    return IntStream.range(0, 200_000)
        .mapToObj(i -> "\"" + i + "\":1")
        .collect(Collectors.joining(",", "{", "}"))
        .getBytes(UTF_8);
  }

  @Test
  void aTextOfManyTokensIsRefusedWhateverReadsIt() {
    byte[] text = empties();
    for (ThrowingCallable read :
        new ThrowingCallable[] {
          () -> Json.read(text),
          () -> Json.readStrictly(text),
          () -> Json.checkObject(text, "mediaType"),
          () -> Json.readFields(fields())
        }) {
      assertThatThrownBy(read)
          .isInstanceOf(IOException.class)
          .hasMessage("it has more than 300000 JSON tokens");
    }
  }

  @Test
  void theManifestOfTheLargestImageIsRead() throws Exception {
    String layer =
        "{\"mediaType\":\"x\",\"digest\":\"y\",\"size\":1,\"annotations\":{\"title\":\"z\"}},";
    byte[] text =
        ("{\"layers\":[" + layer.repeat(10_000).replaceAll(",$", "") + "]}").getBytes(UTF_8);

    assertThat(Json.readStrictly(text).path("layers")).hasSize(10_000);
    Json.checkObject(text, "mediaType");
  }

  @Test
  void objectsAndArraysInFieldsAreKeptAsTheirBytes() throws Exception {
    String text =
        " \n"
            + "{ \"a\" : \"x\\u0041\" ,\t\"b\":{\"c\" : [1, 2.50]}\r\n"
            + ",\"ä\":1.5e0,\"t\":true , \"e\":[ ] } \n";
    ObjectNode json = Json.readFields(text.getBytes(UTF_8));
    assertThat(json.path("a").textValue()).isEqualTo("xA");
    assertThat(json.path("b").binaryValue()).asString().isEqualTo("{\"c\" : [1, 2.50]}");
    assertThat(json.path("ä").asDouble()).isEqualTo(1.5);
    assertThat(json.path("t").booleanValue()).isTrue();
    assertThat(json.path("e").binaryValue()).asString().isEqualTo("[ ]");
    assertThat(json).hasSize(5);
    assertThat(Json.readFields("{}".getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":[",
        "{}{}",
        "{} x",
        "{\"a\":1,\"a\":2}",
        "{\"a\":[],\"a\":[]}",
        "{\"b\":{\"a\":1,\"\\u0061\":2}}",
        "\ufeff{}",
        "{\"a\":\"\u0000\"}",
        "<bom/>"
      })
  void otherTextsAreRefused(String text) {
    assertRefused(text.getBytes(UTF_8));
  }

  @Test
  void otherEncodingsAreRefused() {
    assertRefused("{\"a\":1}".getBytes(UTF_16LE));
    assertRefused("{\"a\":\"ä\"}".getBytes(ISO_8859_1));
    assertRefused(new byte[] {'{', '"', (byte) 0xc1, (byte) 0xa1, '"', ':', '1', '}'});
    assertRefused(new byte[] {'{', '"', 'a', '"', ':', '1', '}', (byte) 0xc3});
  }

  private static void assertRefused(byte[] text) {
    for (ThrowingCallable read :
        new ThrowingCallable[] {() -> Json.readStrictly(text), () -> Json.readFields(text)}) {
      assertThatThrownBy(read)
          .isInstanceOf(IOException.class)
          .hasMessage("it is not a JSON object in UTF-8, or has a field twice");
    }
  }

  @Test
  void whatIsKeptAsBytesMayHaveManyTokensAndItsDepthIsLimited() throws Exception {
    assertThat(Json.readFields(empties()).path("manifests").binaryValue())
        .hasSizeGreaterThan(4 << 20);
    String deep = "{\"a\":" + "[".repeat(999) + "]".repeat(999) + "}";
    assertThat(Json.readFields(deep.getBytes(UTF_8)).path("a").binaryValue()).hasSize(2 * 999);
    assertRefused(("{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}").getBytes(UTF_8));
  }

  @Test
  void aFileOf16MebibytesInBase64IsRead() throws Exception {
    String text = "{\"payload\":\"" + "QUFB".repeat((16 << 20) / 3 + 1) + "\"}";
    assertThat(Json.readStrictly(text.getBytes(UTF_8)).path("payload").textValue())
        .hasSizeGreaterThan((16 << 20) / 3 * 4);
  }
}
