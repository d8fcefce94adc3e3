package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs that the registry has already, in another repository. */
class MountTest extends FakeRegistryFixture {
  MountTest() {
    super("to", "team/from", 2);
  }

  @BeforeEach
  void fill() {
    server.put("team/from", digest("one"), "one".getBytes(UTF_8));
    server.put("team/from", digest("two"), "two".getBytes(UTF_8));
  }

  private void push(String blob) throws IOException {
    registry.pushBlob(Blob.of("text/plain", blob.getBytes(UTF_8)));
  }

  @Test
  void aBlobIsMountedWithOneRequest() throws Exception {
    push("one");

    assertThat(server.requests("P"))
        .containsExactly("POST /v2/to/blobs/uploads/?mount=" + digest("one") + "&from=team/from");
    assertThat(server.blobs("to")).containsOnlyKeys(digest("one"));
  }

  @Test
  void anUploadThatTheRegistryBeginsInsteadIsUsed() throws Exception {
    server.mountNothing();

    push("one");

    assertThat(server.requests("POST ")).hasSize(1);
    assertThat(server.requests("PUT ")).hasSize(1).first().asString().contains("/uploads/");
    assertThat(server.blobs("to")).containsEntry(digest("one"), digest("one"));
  }

  @Test
  void aRegistryThatRefusesToMountGetsTheBlobsAndIsNotAskedAgain() throws Exception {
    server.answerWith(
        (line, exchange) -> {
          boolean isMount = line.contains("mount=");
          if (isMount) {
            FakeRegistry.send(exchange, 405, new byte[0]);
          }
          return isMount;
        });

    push("one");
    push("two");

    assertThat(server.requests("POST /v2/to/blobs/uploads/?mount=")).hasSize(1);
    assertThat(server.blobs("to"))
        .containsEntry(digest("one"), digest("one"))
        .containsEntry(digest("two"), digest("two"));
  }

  /** Answers the first request to mount. */
  private AtomicInteger answerFirstMount(int status) {
    AtomicInteger mounts = new AtomicInteger();
    server.answerWith(
        (line, exchange) -> {
          boolean isFirst = line.contains("mount=") && mounts.getAndIncrement() == 0;
          if (isFirst) {
            FakeRegistry.send(exchange, status, new byte[0]);
          }
          return isFirst;
        });
    return mounts;
  }

  @Test
  void aMountThatHasToWaitIsTriedAgain() throws Exception {
    AtomicInteger mounts = answerFirstMount(429);

    push("one");

    assertThat(mounts).hasValue(2);
    assertThat(server.requests("PUT ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 501, 503})
  void aBlobThatTheRegistryFailsToMountIsUploadedAndTheNextIsMounted(int status) throws Exception {
    AtomicInteger mounts = answerFirstMount(status);

    push("one");
    push("two");

    assertThat(mounts).hasValue(2);
    assertThat(server.requests("PUT ")).hasSize(1).first().asString().contains(digest("one"));
    assertThat(server.blobs("to")).containsOnlyKeys(List.of(digest("one"), digest("two")));
  }

  /** Answers as registries with a token service do. */
  private void requireToken(int statusForTwoScopes) {
    server.answerWith(
        (line, exchange) -> {
          if (line.startsWith("GET /v2/token")) {
            boolean isForBoth = line.contains("team/from");
            FakeRegistry.send(
                exchange,
                isForBoth ? statusForTwoScopes : 200,
                ("{\"token\":\"" + (isForBoth ? "both" : "own") + "\"}").getBytes(UTF_8));
            return true;
          }
          String login = exchange.getRequestHeaders().getFirst("Authorization");
          boolean isAdmitted =
              login != null && (!line.contains("mount=") || login.equals("Bearer both"));
          if (!isAdmitted) {
            exchange
                .getResponseHeaders()
                .set(
                    "WWW-Authenticate",
                    "Bearer realm=\"http://%s/v2/token\",service=\"s\""
                        .formatted(server.address()));
            FakeRegistry.send(exchange, 401, new byte[0]);
          }
          return !isAdmitted;
        });
  }

  @Test
  void theTokenIsForBothRepositories() throws Exception {
    requireToken(200);

    push("one");

    assertThat(server.requests("GET /v2/token"))
        .containsExactly(
            "GET /v2/token?service=s&scope=repository:to:pull,push"
                + "&scope=repository:team/from:pull");
    assertThat(server.requests("PUT ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403})
  void aServiceThatGrantsNoTokenForBothIsAskedForOne(int status) throws Exception {
    requireToken(status);

    push("one");
    push("two");

    assertThat(server.blobs("to")).containsOnlyKeys(List.of(digest("one"), digest("two")));
    assertThat(server.requests("POST /v2/to/blobs/uploads/?mount=")).isNotEmpty();
    assertThat(server.requests("PUT ")).hasSize(2);
  }

  @Test
  void aWrongPasswordIsSentOnce() {
    requireToken(401);

    assertThatThrownBy(() -> push("one")).hasMessageContaining("the registry answered 401");
    assertThat(server.requests("GET /v2/token")).hasSize(1);
  }
}
