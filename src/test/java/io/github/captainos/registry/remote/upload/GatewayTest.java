package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.Registry;
import io.github.captainos.testing.server.UploadServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway in front of a registry that ends requests which take too long. */
class GatewayTest extends UploadTest {
  private static final int LONGEST = 7 * MIB;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "408 Request Timeout",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout"
      })
  void aRegistryThatForgetsGetsChunksThatTheGatewayLetsThrough(String status) throws IOException {
    server.endAfter(LONGEST, status);
    server.forget();

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PUT"))
        .as("it may have been by chance")
        .containsExactly((long) SIZE, (long) SIZE, 0L);
    assertThat(sizes("PATCH")).allMatch(size -> size < LONGEST).hasSizeLessThan(30);
    assertThat(sizes("PATCH").stream().mapToLong(size -> size).sum())
        .as("they are sent once")
        .isEqualTo(SIZE);
  }

  @Test
  void aRegistryThatKeepsWhatArrivedGetsTheRest() throws IOException {
    server.endAfter(LONGEST, "504 Gateway Timeout");

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("POST")).hasSize(1);
    assertThat(server.requests("PATCH"))
        .extracting(request -> request.header("Content-Range"))
        .containsExactly(
            LONGEST + "-" + (SIZE - 1),
            2 * LONGEST + "-" + (SIZE - 1),
            3 * LONGEST + "-" + (SIZE - 1));
  }

  @Test
  void aGatewayThatPassesNothingOnBeforeItHasAllOfItGetsSmallerChunks() throws IOException {
    server.endAfter(LONGEST, "504 Gateway Timeout");
    server.keep(0);
    server.tell((request, last) -> "0-" + (request.method().equals("GET") ? 0 : last));

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("POST")).as("the upload is still there").hasSize(1);
    assertThat(sizes("PATCH")).isNotEmpty().allMatch(size -> size < LONGEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"502 Bad Gateway", "503 Service Unavailable\r\nRetry-After: 1"})
  void anAnswerThatComesAtOnceIsOneOfARegistryThatIsOverloaded(String status) throws IOException {
    server.refuse(
        request ->
            request.method().equals("PUT") && server.requests("PUT").size() <= RETRIES
                ? status
                : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PUT")).containsExactly((long) SIZE, (long) SIZE, (long) SIZE);
    assertThat(server.requests("PATCH")).isEmpty();
  }

  @Test
  void aRequestThatTookTooLongIsSentInChunksHoweverLittleOfItWasSent() throws IOException {
    server.endAfter(MIB + 300_000, "408 Request Timeout");
    server.forget();

    try (Registry patient = open(5)) {
      patient.pushBlob(blob());
    }

    assertStored();
    assertThat(sizes("PATCH")).endsWith((long) MIB);
  }

  @Test
  void aGatewayThatTakesAllOfItAndLosesTheRegistryGetsSmallerChunks() throws IOException {
    server.refuse(
        request -> {
          server.endAfter(
              request.length() > LONGEST ? request.length() - 1 : Long.MAX_VALUE,
              "502 Bad Gateway");
          return "";
        });
    server.keep(0);
    server.tell((request, last) -> "0-" + (request.method().equals("GET") ? 0 : last));

    try (Registry patient = open(5)) {
      patient.pushBlob(blob());
    }

    assertStored();
    assertThat(sizes("PUT")).containsExactly((long) SIZE, (long) SIZE, 0L);
    assertThat(sizes("PATCH")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "503 Service Unavailable\r\nRetry-After: 1",
        "504 Gateway Timeout\r\nRetry-After: 1",
        "503 Service Unavailable\r\nConnection: close\r\nContent-Length: 56\r\n\r\n"
            + "{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"busy now\"}]}"
      })
  void anAnswerOfTheRegistryIsNoReasonForSmallerRequests(String status) throws IOException {
    server.refuse(
        request -> {
          boolean isRefused =
              request.method().equals("PUT") && server.requests("PUT").size() <= RETRIES;
          server.endAfter(isRefused ? request.length() - 1 : Long.MAX_VALUE, status);
          return "";
        });
    server.keep(0);

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PUT")).containsExactly((long) SIZE, (long) SIZE, (long) SIZE);
    assertThat(server.requests("PATCH")).isEmpty();
    assertThat(server.requests("POST")).hasSize(1);
  }

  @Test
  void aGatewayThatEndsEverythingIsNotAskedForEver() throws IOException {
    server.endAfter(20_000, "504 Gateway Timeout");
    server.forget();

    try (Registry patient = open(5)) {
      assertThatThrownBy(() -> patient.pushBlob(blob()))
          .hasMessageContaining("the registry answered 504")
          .hasMessageContaining("; tried 6 times")
          .hasMessageNotContaining("Check the network");
    }
    List<UploadServer.Request> uploads = server.requests("PUT");
    assertThat(uploads.size() + server.requests("PATCH").size()).isEqualTo(6);
  }
}
