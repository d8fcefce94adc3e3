package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.testing.server.UploadServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that do not know their uploads any more, or do not say how far they are. */
class ForgottenUploadTest extends UploadTest {
  private static final String UNKNOWN = "404 Not Found";

  private final AtomicInteger chunks = new AtomicInteger();

  /** Returns the number of a chunk in its upload. */
  private int number(UploadServer.Request request) {
    if (request.method().equals("POST")) {
      chunks.set(0);
    }
    return request.method().equals("PATCH") ? chunks.incrementAndGet() : 0;
  }

  private static boolean isStatus(UploadServer.Request request) {
    return request.method().equals("GET") && request.path().contains("/uploads/");
  }

  @Test
  void aRegistryThatForgetsAfterEachChunkGetsTheWholeBlob() throws IOException {
    loseFirst(request -> number(request) > 1 || isStatus(request) ? UNKNOWN : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PATCH")).as("it may have been by chance").hasSize(4);
    assertThat(sizes("PUT")).containsExactly((long) SIZE, (long) SIZE);
  }

  @Test
  void aRegistryThatForgetsAtTheEndGetsTheWholeBlob() throws IOException {
    loseFirst(
        request ->
            request.method().equals("PUT") && request.length() == 0 || isStatus(request)
                ? UNKNOWN
                : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L, 0L, (long) SIZE);
  }

  @Test
  void aRegistryThatForgetsOnceGetsTheChunksAgain() throws IOException {
    loseFirst(
        request ->
            number(request) == 3 && server.requests("POST").size() == 2 || isStatus(request)
                ? UNKNOWN
                : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PATCH")).hasSize(3 + chunks());
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L);
  }

  @Test
  void aRegistryThatForgetsChunksAndRefusesTheWholeBlobFailsWithThat() {
    server.refuse(
        request ->
            request.length() > 20_000_000
                ? "413 Payload Too Large"
                : number(request) > 1 || isStatus(request) ? UNKNOWN : "");

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry answered 413");
    assertThat(sizes("PATCH")).hasSize(4);
    assertThat(sizes("PUT")).containsExactly((long) SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"})
  void aStatusThatFailsDoesNotUseUpTheAttemptsToUpload(String status) throws IOException {
    server.cutAfter(300_000);
    server.refuse(
        request -> {
          if (server.requests("PUT").size() == RETRIES) {
            server.cutAfter(Long.MAX_VALUE); // from the next connection on
          }
          return isStatus(request) ? status : "";
        });

    registry.pushBlob(blob(FEW));

    assertStored(FEW);
    assertThat(server.requests("GET").stream().filter(ForgottenUploadTest::isStatus))
        .as("asked for once, with its own retries")
        .hasSize(RETRIES + 1);
  }

  @Test
  void aStatusThatFailsByChanceIsAskedForAgain() throws IOException {
    server.cutAfter(7 * MIB);
    List<String> failures = List.of("503 Service Unavailable", "429 Too Many Requests", "");
    AtomicInteger asked = new AtomicInteger();
    server.refuse(request -> isStatus(request) ? failures.get(asked.getAndIncrement() % 3) : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("POST")).hasSize(1);
    assertThat(server.requests("PATCH")).hasSize(3);
  }
}
