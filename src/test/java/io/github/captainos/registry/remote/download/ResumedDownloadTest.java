package io.github.captainos.registry.remote.download;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads over connections that are lost, from servers that know ranges, or do not. */
class ResumedDownloadTest {
  private static final int SIZE = 1 << 20;
  private static final int CUT = 300_000;
  private static final int RETRIES = 2;

  private final byte[] content = new byte[SIZE];
  private RawServer server;
  private Registry registry;

  /** Answers requests for the blob. */
  private Blob blob = this::ranges;

  /** How many bytes of a body are sent before the connection is lost. */
  private int cut = CUT;

  private interface Blob {
    /**
     * @param from the first byte that is requested; 0 without a range
     */
    void answer(RawServer.Request request, int from, OutputStream out) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(content);
    server = RawServer.start(this::answer);
    registry =
        new RemoteRegistry(
            new RepositoryName(server.address(), "os"),
            Access.READ,
            null,
            RegistryOptions.of(RETRIES, HangGuard.TIMEOUT),
            new TimeWithoutPauses());
  }

  @AfterEach
  void stop() {
    registry.close();
    server.close();
  }

  private void answer(RawServer.Request request, OutputStream out) throws IOException {
    if (!request.line().startsWith("GET /v2/os/")) {
      out.write(RawServer.answer("200 OK", ""));
      return;
    }
    String range = request.header("Range");
    blob.answer(
        request,
        range.equals("none") ? 0 : Integer.parseInt(range.replaceAll("^bytes=|-$", "")),
        out);
  }

  /** Answers as servers that know ranges. */
  private void ranges(RawServer.Request request, int from, OutputStream out) throws IOException {
    send(request.header("Range").equals("none") ? "200 OK" : "206 Partial Content", from, out);
  }

  /** Sends the bytes from the first one of the range on, up to the cut. */
  private void send(String status, int from, OutputStream out, String... headers)
      throws IOException {
    String range = "Content-Range: bytes %d-%d/%d".formatted(from, SIZE - 1, SIZE);
    String length = "Content-Length: " + (SIZE - from);
    List<String> head =
        headers.length > 0
            ? List.of(headers)
            : status.startsWith("206") ? List.of(range, length) : List.of(length);
    out.write(
        ("HTTP/1.1 " + status + "\r\n" + String.join("\r\n", head) + "\r\n\r\n")
            .getBytes(ISO_8859_1));
    out.write(content, from, Math.min(cut, SIZE - from));
  }

  private byte[] read() throws IOException {
    return registry.read(Descriptor.of("m", Sha256.of(content), SIZE), InputStream::readAllBytes);
  }

  private List<String> ranges() {
    return server.requests().stream()
        .filter(request -> request.line().startsWith("GET /v2/os/blobs/"))
        .map(request -> request.header("Range"))
        .toList();
  }

  @Test
  void goOnWithTheNextByteHoweverOftenTheConnectionIsLost() throws IOException {
    assertThat(read()).isEqualTo(content);
    assertThat(ranges())
        .as("more attempts than retries, since each brought something")
        .containsExactly("none", "bytes=300000-", "bytes=600000-", "bytes=900000-");
  }

  @Test
  void askTheRegistryEachTimeSinceAddressesOfStorageExpire() throws IOException {
    blob =
        (request, from, out) -> {
          if (request.line().contains("signature")) {
            ranges(request, from, out);
          } else {
            String signed = "/v2/os/blobs/x?signature=" + server.requests().size();
            out.write(RawServer.answer("307 Temporary Redirect", "", "Location: " + signed));
          }
        };

    assertThat(read()).isEqualTo(content);
    assertThat(server.lines("GET /v2/os/blobs/sha256:")).hasSize(4);
    assertThat(server.lines("GET /v2/os/blobs/x?signature=")).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void beginAgainWhereTheServerIgnoresRanges() throws IOException {
    blob =
        (request, from, out) -> {
          cut = ranges().size() < 2 ? CUT : SIZE;
          send("200 OK", 0, out);
        };

    assertThat(read()).isEqualTo(content);
    assertThat(ranges()).containsExactly("none", "bytes=300000-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "206 Partial Content|Content-Range: bytes 299999-1048575/1048576",
        "206 Partial Content|Content-Range: bytes 300001-1048575/1048576",
        "206 Partial Content|Content-Range: bytes=300000-1048575/1048576",
        "206 Partial Content|Content-Range: bytes 99999999999999999999-1048575/1048576",
        "206 Partial Content|X: no range",
        "204 No Content|X: nothing",
        "416 Range Not Satisfiable|Content-Range: bytes */1048576",
        "400 Bad Request|X: no",
        "501 Not Implemented|X: no"
      })
  void beginAgainWhereTheServerSendsAnythingElseThanTheRange(String answer) throws IOException {
    blob =
        (request, from, out) -> {
          if (from > 0) {
            String[] parts = answer.split("\\|");
            out.write(RawServer.answer(parts[0], "rubbish", parts[1]));
          } else {
            cut = ranges().size() < 2 ? CUT : SIZE;
            send("200 OK", 0, out);
          }
        };

    assertThat(read()).isEqualTo(content);
    assertThat(ranges()).containsExactly("none", "bytes=300000-", "none");
  }

  @Test
  void endWhereNothingMoreArrives() {
    blob =
        (request, from, out) -> {
          cut = from == 0 ? CUT : 0;
          ranges(request, from, out);
        };

    assertThatThrownBy(this::read)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the exchange with " + server.address() + " failed")
        .hasMessageEndingWith(
            "tried 3 times, and nothing went through after 300000 of 1048576 bytes. Check the"
                + " network");
    assertThat(ranges()).containsExactly("none", "bytes=300000-", "bytes=300000-");
  }

  @Test
  void endWhereEachConnectionBringsHardlyAnything() {
    blob =
        (request, from, out) -> {
          cut = 10;
          ranges(request, from, out);
        };

    assertThatThrownBy(this::read).hasMessageContaining("tried 3 times");
    assertThat(ranges()).containsExactly("none", "bytes=10-", "bytes=10-");
  }

  @Test
  void goOnWhereTheServerDoesNotSayWhereTheBodyEnds() throws IOException {
    blob =
        (request, from, out) -> {
          if (from == 0) {
            send("200 OK", 0, out, "Connection: close");
          } else {
            ranges(request, from, out);
          }
        };

    assertThat(read()).isEqualTo(content);
  }

  @Test
  void endAtOnceWhereTheWholeBlobIsTooShort() throws IOException {
    blob =
        (request, from, out) ->
            out.write(RawServer.answer("200 OK", "abc", "Content-Type: application/x"));

    assertThat(read()).isEqualTo(Arrays.copyOf("abc".getBytes(ISO_8859_1), 3));
    assertThat(ranges()).as("the reader compares the size").containsExactly("none");
  }

  @Test
  void sayWhatTheServerAnswersInTheEnd() {
    blob =
        (request, from, out) -> {
          if (from == 0) {
            send("200 OK", 0, out);
          } else {
            out.write(RawServer.answer("403 Forbidden", "gone"));
          }
        };

    assertThatThrownBy(this::read)
        .hasMessageContaining("the registry answered 403: gone")
        .hasMessageNotContaining("nothing went through");
    assertThat(ranges()).containsExactly("none", "bytes=300000-");
  }

  @Test
  void endWhereAllBytesAreThereButNotTheEndOfTheAnswer() throws IOException {
    blob =
        (request, from, out) -> {
          if (from == SIZE) {
            out.write(RawServer.answer("416 Range Not Satisfiable", ""));
            return;
          }
          String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n";
          out.write(head.getBytes(ISO_8859_1));
          out.write(content);
          out.write("\r\n".getBytes(ISO_8859_1)); // the last chunk is missing
        };

    assertThat(read()).isEqualTo(content);
    assertThat(ranges()).containsExactly("none");
  }

  @Test
  void goOnWhereTheServerSendsLessThanTheRangeInACompleteAnswer() throws IOException {
    blob =
        (request, from, out) -> {
          if (from == 0) {
            send("200 OK", 0, out);
          } else {
            int length = Math.min(200_000, SIZE - from);
            String range = "Content-Range: bytes " + from + "-" + (from + length - 1) + "/" + SIZE;
            cut = length;
            send("206 Partial Content", from, out, range, "Content-Length: " + length);
          }
        };

    assertThat(read()).isEqualTo(content);
    assertThat(ranges())
        .containsExactly(
            "none", "bytes=300000-", "bytes=500000-", "bytes=700000-", "bytes=900000-");
  }

  @Test
  void doNotBlameTheNetworkForWhatTheServerAnswers() {
    blob =
        (request, from, out) -> {
          if (from == 0) {
            send("200 OK", 0, out);
          } else {
            out.write(RawServer.answer("503 Service Unavailable", "busy"));
          }
        };

    assertThatThrownBy(this::read)
        .hasMessageContaining("the registry answered 503: busy")
        .hasMessageEndingWith(
            "tried 3 times, and nothing went through after 300000 of 1048576 bytes");
  }
}
