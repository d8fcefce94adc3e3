package io.github.captainos.registry.remote.answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RawRegistryTest;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A registry whose answers are truncated or invalid: the error is reported, and nothing else is
 * printed.
 */
class BrokenAnswersTest extends RawRegistryTest {
  /** As long as the answers claim to be. */
  private static final Blob BLOB = Blob.of("application/x", new byte[100]);

  private static final Manifest MANIFEST = Manifest.of("application/x", "{}".getBytes(UTF_8));

  @TempDir private Path directory;
  private final CompletableFuture<String> upload = new CompletableFuture<>();
  private Duration timeout = HangGuard.TIMEOUT;

  /**
   * The answer to all requests below {@code /v2/os/}, and whether the connection stays open after
   * it.
   */
  private byte[] answer = {};

  /** Answers before that one. */
  private final Queue<byte[]> before = new ConcurrentLinkedQueue<>();

  private boolean stalls;

  @Override
  protected void answer(RawServer.Request request, OutputStream out) throws IOException {
    if (!request.line().contains(" /v2/os/")) {
      out.write(RawServer.answer("200 OK", ""));
      return;
    }
    byte[] first = before.poll();
    out.write(first == null ? answer : first);
    out.flush();
    if (stalls) {
      upload.complete(request.line());
      server.stall();
    }
  }

  private Registry open() throws IOException {
    return open(RegistryOptions.of(1, timeout), new TimeWithoutPauses());
  }

  private static byte[] half(String status, String... headers) {
    String head = "HTTP/1.1 " + status + "\r\n" + String.join("\r\n", headers);
    return (head + "\r\nContent-Length: 100\r\n\r\n{\"x\":").getBytes(ISO_8859_1);
  }

  private void failsToFindAndToRead(String message) throws IOException {
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining(message)
          .hasMessageNotContaining("\n")
          .hasMessageNotContaining("Exception");
      assertThatThrownBy(() -> registry.read(BLOB.descriptor(), InputStream::readAllBytes))
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining("\n");
    }
    assertThat(printed.text()).isEmpty();
  }

  @Test
  void aTruncatedBodyIsReported() throws IOException {
    answer = half("200 OK", "Content-Type: application/x");
    failsToFindAndToRead("the exchange with " + server.address() + " failed");
  }

  @Test
  void aStalledBodyIsReported() throws IOException {
    timeout = Duration.ofMillis(300);
    answer = half("200 OK", "Content-Type: application/x");
    stalls = true;
    failsToFindAndToRead(server.address() + " did not answer in time");
  }

  /** An incomplete head is not an answer, even if its status line is complete. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "H",
        "HTTP/1.",
        "HTTP/1.1 2",
        "HTTP/1.1 404 Not",
        "HTTP/1.1 404 Not Found\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/x\r\nContent-Len"
      })
  void aTruncatedHeadIsRetried(String head) throws IOException {
    before.add(head.getBytes(ISO_8859_1));
    answer = RawServer.answer("200 OK", "{}", "Content-Type: application/x");
    try (Registry registry = open()) {
      assertThat(registry.manifest("v1").orElseThrow().bytes()).isEqualTo(MANIFEST.bytes());
    }
    assertThat(server.lines("GET /v2/os/manifests/")).hasSize(2);
    assertThat(printed.text()).isEmpty();
  }

  /** A server that is not one for HTTP is not asked again. */
  @Test
  void anAnswerOfAnotherProtocolIsNotRetried() throws IOException {
    answer = "SSH-2.0-OpenSSH_9.2\r\n".getBytes(ISO_8859_1);
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1")).isInstanceOf(RegistryException.class);
    }
    assertThat(server.lines("GET /v2/os/manifests/")).hasSize(1);
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "rubbish"})
  void aBadlyCompressedBodyIsReported(String encoding) throws IOException {
    answer = RawServer.answer("200 OK", "rubbish", "Content-Encoding: " + encoding);
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageNotContaining("\n")
          .hasMessageNotContaining("Exception");
      // the reader gets the bytes as they are, and reports the error; or the registry is told of
      catchThrowable(() -> registry.read(MANIFEST.descriptor(), InputStream::readAllBytes));
    }
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type: text/plain; charset=klingon",
    "Content-Type: text/plain; charset=",
    "Content-Type: text/plain; charset=\"",
    "Content-Type: no media type at all",
    "Content-Type: ;;;",
    "Content-Encoding: gzip",
    "Content-Encoding: rubbish"
  })
  void anErrorIsReportedInAnyFormat(String header) throws IOException {
    answer = RawServer.answer("400 Bad Request", "so sorry", header);
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("the registry answered 400");
      assertThatThrownBy(() -> registry.tag("v1", MANIFEST))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("the registry answered 400");
    }
    assertThat(printed.text()).isEmpty();
  }

  @Test
  void anUnknownCharacterSetOfAManifestDoesNotMatter() throws IOException {
    answer = RawServer.answer("200 OK", "{}", "Content-Type: application/x; charset=klingon");
    try (Registry registry = open()) {
      assertThat(registry.manifest("v1").orElseThrow().bytes()).isEqualTo(MANIFEST.bytes());
    }
    assertThat(printed.text()).isEmpty();
  }

  @Test
  void aTruncatedErrorIsReported() throws IOException {
    answer = half("400 Bad Request", "Content-Type: application/json");
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("the registry answered 400");
    }
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Type: text/plain", "Content-Encoding: gzip"})
  void aTagIsStoredEvenIfTheAnswerIsTruncated(String header) throws IOException {
    answer = half("201 Created", header);
    try (Registry registry = open()) {
      registry.tag("v1", MANIFEST);
    }
    assertThat(printed.text()).isEmpty();
  }

  /** An error of the reader is not one of the registry, and is not retried. */
  @Test
  void anErrorOfTheReaderIsPassedOn() throws IOException {
    answer = RawServer.answer("200 OK", "{}");
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    try (Registry registry = open()) {
      assertThatThrownBy(
              () ->
                  registry.read(
                      MANIFEST.descriptor(),
                      bytes -> {
                        throw error;
                      }))
          .isSameAs(error);
    }
    assertThat(server.lines("GET /v2/os/blobs/")).hasSize(1);
    assertThat(printed.text()).isEmpty();
  }

  /** As if a concurrent upload was rejected. */
  @Test
  void aCancelledUploadPrintsNothing() throws Exception {
    answer = new byte[] {};
    stalls = true;
    Layer layer = Layer.of(Files.writeString(directory.resolve("file"), "x"), "file");
    CompletableFuture<Throwable> failure;
    try (Registry registry = open()) {
      failure = CompletableFuture.supplyAsync(() -> catchThrowable(() -> registry.pushBlob(layer)));
      assertThat(upload.get()).startsWith("POST ");
    }
    assertThat(failure.get()).isInstanceOf(IOException.class);
    assertThat(printed.text()).isEmpty();
  }
}
