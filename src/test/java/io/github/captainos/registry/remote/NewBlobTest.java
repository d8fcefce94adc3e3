package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs that are stored unless the repository has them. */
class NewBlobTest extends FakeRegistryFixture {
  NewBlobTest() {
    super("os", null, 2);
  }

  @BeforeEach
  void fill() {
    server.put("os", digest("there"), "there".getBytes(UTF_8));
    server.put("os", digest("there, too"), "there, too".getBytes(UTF_8));
  }

  private boolean push(String blob) throws IOException {
    return registry.pushNewBlob(Blob.of("text/plain", blob.getBytes(UTF_8)));
  }

  private static String mount(String blob) {
    return "POST /v2/os/blobs/uploads/?mount=" + digest(blob) + "&from=os";
  }

  private void answerMounts(int status) {
    server.answerWith(
        (line, exchange) -> {
          boolean isMount = line.contains("mount=");
          if (isMount) {
            FakeRegistry.send(exchange, status, new byte[0]);
          }
          return isMount;
        });
  }

  @Test
  void aSmallBlobIsAskedForAndItsUploadBegunWithOneRequest() throws Exception {
    assertThat(push("new")).isTrue();

    assertThat(server.requests("")).hasSize(4);
    assertThat(server.requests("POST")).containsExactly(mount("new"));
    assertThat(server.requests("PUT")).hasSize(1);
    assertThat(server.blob("os", digest("new"))).isEqualTo("new");
  }

  @Test
  void aBlobThatIsThereIsNotSentAndTheFirstAnswerIsChecked() throws Exception {
    assertThat(push("there")).isFalse();
    assertThat(push("there, too")).isFalse();

    assertThat(server.requests("POST")).containsExactly(mount("there"), mount("there, too"));
    assertThat(server.requests("HEAD")).containsExactly("HEAD /v2/os/blobs/" + digest("there"));
    assertThat(server.requests("PUT")).isEmpty();
  }

  @Test
  void aLargeBlobIsAskedForFirstSinceRegistriesThatDoNotMountWouldGetItAgain() throws Exception {
    String large = "x".repeat(1 << 20);
    String there = "y".repeat(1 << 20);
    server.put("os", digest(there), there.getBytes(UTF_8));
    assertThat(push(large)).isTrue();
    assertThat(push(there)).isFalse();

    assertThat(server.requests("HEAD")).hasSize(2);
    assertThat(server.requests("POST")).containsExactly("POST /v2/os/blobs/uploads/");
    assertThat(server.requests("PUT")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 405})
  void aRegistryThatRefusesToMountIsAskedForEachBlob(int status) throws Exception {
    answerMounts(status);

    assertThat(push("there")).isFalse();
    assertThat(push("new")).isTrue();

    assertThat(server.requests("POST"))
        .containsExactly(mount("there"), "POST /v2/os/blobs/uploads/");
    assertThat(server.requests("HEAD")).hasSize(2);
  }

  @Test
  void aRegistryThatClaimsWhatItDoesNotHaveGetsTheBlob() throws Exception {
    answerMounts(201);

    assertThat(push("new")).isTrue();
    assertThat(push("new, too")).isTrue();

    assertThat(server.requests("POST"))
        .containsExactly(mount("new"), "POST /v2/os/blobs/uploads/", "POST /v2/os/blobs/uploads/");
    assertThat(server.blobs("os")).containsKeys(digest("new"), digest("new, too"));
  }

  @Test
  void aBlobIsSentOnceWhateverNeedsIt() throws Exception {
    registry.pushBlob(Blob.of("text/plain", "new".getBytes(UTF_8)));
    registry.pushBlob(Blob.of("application/json", "new".getBytes(UTF_8)));

    assertThat(push("new")).isFalse();
    assertThat(server.requests("POST")).hasSize(1);
    assertThat(server.requests("PUT")).hasSize(1);
  }

  @Test
  void aBlobThatSeveralThreadsNeedAtTheSameTimeIsSentOnce() throws Exception {
    CountDownLatch bothPush = new CountDownLatch(2);
    server.answerWith(
        (line, exchange) -> {
          if (line.startsWith("PUT")) {
            HangGuard.await("both push", () -> bothPush.getCount() == 0);
          }
          return false;
        });
    Callable<Boolean> push =
        () -> {
          bothPush.countDown();
          return push("new");
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Boolean> isNew = new ArrayList<>();
      for (Future<Boolean> pushed : threads.invokeAll(List.of(push, push))) {
        isNew.add(pushed.get());
      }

      assertThat(isNew).containsExactlyInAnyOrder(true, false);
      assertThat(server.requests("POST")).hasSize(1);
      assertThat(server.requests("PUT")).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aBlobWhoseUploadFailedIsSentAgain() throws Exception {
    AtomicBoolean refuses = new AtomicBoolean(true);
    server.answerWith(
        (line, exchange) -> {
          boolean refused = line.startsWith("PUT") && refuses.get();
          if (refused) {
            FakeRegistry.send(exchange, 403, new byte[0]);
          }
          return refused;
        });
    assertThatThrownBy(() -> push("new")).hasMessageContaining("403");
    refuses.set(false);

    assertThat(push("new")).isTrue();
    assertThat(server.blob("os", digest("new"))).isEqualTo("new");
  }
}
