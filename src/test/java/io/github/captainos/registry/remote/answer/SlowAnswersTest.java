package io.github.captainos.registry.remote.answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RawRegistryTest;
import io.github.captainos.testing.server.EndlessBytes;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A registry that sends its answers byte by byte, so slowly that they are never complete. */
class SlowAnswersTest extends RawRegistryTest {
  private static final Manifest MANIFEST = Manifest.of("application/x", "{}".getBytes(UTF_8));

  /** Longer than between two bytes. If it is shorter on a busy machine, the request fails, too. */
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  /** The maximum number of timeouts that a request may take, including all retries. */
  private static final int TIMEOUTS = 6;

  @TempDir private Path directory;
  private final TimeWithoutPauses time = new TimeWithoutPauses();
  private final EndlessBytes slow = new EndlessBytes();
  private String slowAt = "";
  private String start = "";

  @Override
  protected void answer(RawServer.Request request, OutputStream out) throws IOException {
    String line = request.line();
    if (line.startsWith(slowAt) && !slow.isTaken()) {
      out.write(start.getBytes(ISO_8859_1));
      slow.repeatSlowly('H', out);
    } else if (slowAt.contains("token") && request.header("Authorization").equals("none")) {
      out.write(RawServer.answer("401 Unauthorized", "", "WWW-Authenticate: " + challenge()));
    } else if (line.startsWith("HEAD")) {
      out.write("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
    } else {
      out.write(RawServer.answer("200 OK", "{}", "Content-Type: application/x"));
    }
  }

  private Registry open() throws IOException {
    return open(RegistryOptions.of(20, TIMEOUT), time);
  }

  private void request(Registry registry, String what) throws IOException {
    switch (what) {
      case "find" -> registry.manifest("v1");
      case "has" -> registry.hasBlob(MANIFEST.descriptor());
      case "tag" -> registry.tag("v1", MANIFEST);
      default ->
          registry.pushBlob(Layer.of(Files.writeString(directory.resolve("file"), "x"), "file"));
    }
  }

  @ParameterizedTest(name = "{0}: {1}, after {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "find; GET /v2/; ``",
        "find; GET /v2/; HTTP/1.1 200 OK\\r\\nX: ",
        "find; GET /v2/os/manifests/; ``",
        "find; GET /v2/os/manifests/; HTTP/1.1 200 ",
        "find; GET /v2/os/manifests/; HTTP/1.1 200 OK\\r\\nX: ",
        "find; GET /v2/os/manifests/; HTTP/1.1 307 Temporary Redirect\\r\\nLocation: /",
        "find; GET /v2/os/manifests/; HTTP/1.1 200 OK\\r\\n\\r\\n{\"x\":\"",
        "find; GET /v2/os/manifests/; HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "9;x=",
        "find; GET /token; HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Content-Type: application/json\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "{\"token\":\"",
        "find; GET /token; HTTP/1.1 200 OK\\r\\nX: ",
        "has; HEAD /v2/os/blobs/; HTTP/1.1 200 OK\\r\\nX: ",
        "push; POST /v2/os/blobs/uploads/; HTTP/1.1 202 Accepted\\r\\nX: ",
        "tag; PUT /v2/os/manifests/; HTTP/1.1 201 Created\\r\\nX: ",
      })
  void isNotWaitedForLongerThanSixTimeouts(String what, String at, String begun)
      throws IOException {
    slowAt = at;
    start = begun.replace("\\r", "\r").replace("\\n", "\n");
    try (Registry registry = open()) {
      assertThatThrownBy(() -> request(registry, what))
          .isInstanceOf(RegistryException.class)
          .hasMessageFindingMatch("too slow|did not answer in time")
          .hasMessageContaining(server.address())
          .hasMessageNotContaining("\n")
          .hasMessageNotContaining("Exception");
    }
    assertThat(slow.isTaken()).as("the client waited as long as the server liked").isFalse();
    assertThat(printed.text()).isEmpty();
    // a request without an answer may be retried for longer
    if (slow.longestGap().compareTo(TIMEOUT.dividedBy(2)) < 0) {
      // each attempt took at least one timeout, except for the last, which gets the time that is
      // left
      Duration least = TIMEOUT.multipliedBy(server.lines(at).size() - 1L);
      assertThat(least.plus(time.pauses())).isLessThanOrEqualTo(TIMEOUT.multipliedBy(TIMEOUTS));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403 Forbidden,the registry answered 403",
    "400 Bad Request,the registry answered 400"
  })
  void anErrorWithASlowBodyIsReported(String status, String message) throws IOException {
    slowAt = "GET /v2/os/manifests/";
    start = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\n\r\n";
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining(message);
    }
    assertThat(slow.isTaken()).isFalse();
    assertThat(printed.text()).isEmpty();
  }
}
