package io.github.captainos.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class JsonTest {
  /** Returns an object with a list of as many empty objects as fit into 4 MiB. */
  private static byte[] empties() {
    return ("{\"manifests\":[" + "{},".repeat((4 << 20) / 3) + "{}]}").getBytes(UTF_8);
  }

  @Test
  void aTextOfManyTokensIsRefusedWhateverReadsIt() {
    byte[] text = empties();
    for (ThrowingCallable read :
        new ThrowingCallable[] {
          () -> Json.read(text),
          () -> Json.readStrictly(text),
          () -> Json.checkObject(text, "mediaType")
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
}
