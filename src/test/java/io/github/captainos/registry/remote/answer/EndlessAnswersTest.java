package io.github.captainos.registry.remote.answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.remote.RawRegistryTest;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.EndlessBytes;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry with endless answers, which must not fill the memory or take long. */
class EndlessAnswersTest extends RawRegistryTest {
  private static final Manifest MANIFEST = Manifest.of("application/x", "{}".getBytes(UTF_8));
  private static final int LONGEST_MESSAGE = 4096;

  private final EndlessBytes endless = new EndlessBytes();

  /** What is sent before the endless part, and what is repeated endlessly. */
  private String start = "";

  private String again = "";

  /** The beginning of the request that gets the endless answer. */
  private String endlessAt = "GET /v2/os/manifests/";

  private boolean requiresToken;

  @Override
  protected void answer(RawServer.Request request, OutputStream out) throws IOException {
    if (request.line().startsWith(endlessAt)) {
      out.write(start.getBytes(ISO_8859_1));
      endless.repeat(again, out);
      out.write("\r\n\r\n".getBytes(ISO_8859_1));
    } else if (requiresToken && request.header("Authorization").equals("none")) {
      out.write(RawServer.answer("401 Unauthorized", "", "WWW-Authenticate: " + challenge()));
    } else {
      out.write(RawServer.answer("200 OK", "{}", "Content-Type: application/x"));
    }
  }

  private Registry open() throws IOException {
    return open(RegistryOptions.of(0, HangGuard.TIMEOUT), new ManualTime());
  }

  private void failsToFind() throws IOException {
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageNotContaining("\n")
          .hasMessageNotContaining("memory")
          .hasMessageNotContaining("Java heap space")
          .hasMessageNotContaining("Exception")
          .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(LONGEST_MESSAGE));
    }
    isNotReadToItsEnd();
  }

  private void isNotReadToItsEnd() {
    assertThat(endless.isTaken()).as("all that has no end was read").isFalse();
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "lines before the status line; ``; x\\r\\n",
        "empty lines before the status line; ``; \\r\\n",
        "a status line; HTTP/1.1 200 ; x",
        "interim answers; ``; HTTP/1.1 100 Continue\\r\\n\\r\\n",
        "header lines; HTTP/1.1 200 OK\\r\\n; X-Header: VALUE\\r\\n",
        "a header line; HTTP/1.1 200 OK\\r\\nX-Header: ; x",
        "a folded header; HTTP/1.1 200 OK\\r\\nX-Header: ; x\\r\\n ",
        "a manifest; HTTP/1.1 200 OK\\r\\n\\r\\n{\"x\":\"; x",
        "a chunk's line; HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2;x=; x",
        "trailers; HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "2\\r"
            + "\\n"
            + "{}\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "; X: VALUE\\r"
            + "\\n",
      })
  void oneThatIsNoAnswerFails(String what, String start, String again) throws IOException {
    this.start = unescape(start);
    this.again = unescape(again);
    failsToFind();
  }

  private static String unescape(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("VALUE", "x".repeat(500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"400 Bad Request", "403 Forbidden", "500 Internal Server Error"})
  void theBeginningOfAnEndlessErrorIsReported(String status) throws IOException {
    start = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\n\r\nso sorry ";
    again = "x";
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("the registry answered " + status.substring(0, 3) + ": so sorry")
          .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(LONGEST_MESSAGE));
    }
    isNotReadToItsEnd();
  }

  @ParameterizedTest
  @ValueSource(strings = {"403 Forbidden", "200 OK"})
  void anEndlessBodyInChunksIsNotReadToItsEnd(String status) throws IOException {
    start = "HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    again = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    failsToFind();
  }

  @ParameterizedTest
  @ValueSource(strings = {"403 Forbidden", "200 OK"})
  void aBodyOfAnEndlessLengthIsNotReadToItsEnd(String status) throws IOException {
    start = "HTTP/1.1 " + status + "\r\nContent-Length: " + Long.MAX_VALUE + "\r\n\r\n";
    again = "x".repeat(0x1000);
    failsToFind();
  }

  @Test
  void aMissingTagIsMissingDespiteAnEndlessBody() throws IOException {
    start = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\n";
    again = "x";
    try (Registry registry = open()) {
      assertThat(registry.manifest("v1")).isEmpty();
    }
    isNotReadToItsEnd();
  }

  @Test
  void aStoredTagIsStoredDespiteAnEndlessBody() throws IOException {
    endlessAt = "PUT /v2/os/manifests/";
    start = "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\n\r\n";
    again = "x";
    try (Registry registry = open()) {
      registry.tag("v1", MANIFEST);
    }
    isNotReadToItsEnd();
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "403 Forbidden"})
  void anEndlessTokenFails(String status) throws IOException {
    requiresToken = true;
    endlessAt = "GET /token";
    start = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n\r\n{\"token\":\"";
    again = "x";
    failsToFind();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 401 Unauthorized\r\n"})
  void anEndlessChallengeFails(String status) throws IOException {
    endlessAt = "GET /v2/";
    start = status;
    again = "X-Header: " + "x".repeat(500) + "\r\n";
    failsToFind();
  }
}
