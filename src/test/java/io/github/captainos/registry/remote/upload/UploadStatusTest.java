package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Registries that say something wrong, or nothing, about how far an upload is, or store less than
 * they say.
 */
class UploadStatusTest extends UploadTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"0-99999999", "0-25165824", "5-9", "0-", "none", "0-999999999999999999999"})
  void whatTheRegistryCannotHaveIsNotBelieved(String range) throws IOException {
    server.cutAfter(7 * MIB);
    server.tell((request, last) -> request.method().equals("GET") ? range : "0-" + last);

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("PATCH"))
        .first()
        .extracting(request -> request.header("Content-Range"))
        .asString()
        .as("from the beginning")
        .startsWith("0-");
  }

  @Test
  void aRegistryThatHasLostSomeOfItGetsThatAgain() throws IOException {
    server.cutAfter(7 * MIB);
    server.tell(
        (request, last) -> {
          // once: the registry itself still has them
          boolean isFirst = request.method().equals("GET") && server.requests("GET").size() < 4;
          return "0-" + (isFirst ? last - MIB : last);
        });

    registry.pushBlob(blob());

    assertStored();
  }

  @Test
  void aRegistryThatIsStillBusyWithWhatArrivedIsAskedAgain() throws IOException {
    server.cutAfter(7 * MIB);
    server.tell(
        (request, last) -> {
          boolean isFirst = request.method().equals("GET") && server.requests("PATCH").isEmpty();
          return "0-" + (isFirst ? last - 3 * MIB : last);
        });
    server.refuse(
        request ->
            request.header("Content-Range").startsWith(4 * MIB + "-")
                ? "416 Range Not Satisfiable"
                : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("POST")).hasSize(1);
    assertThat(opened).startsWith(0L, 4L * MIB, 7L * MIB);
  }

  @Test
  void aRangeThatStandsStillDoesNotMatterWhereChunksAreAcknowledged() throws IOException {
    server.cutAfter(7 * MIB);
    server.forget();
    server.tell((request, last) -> "0-0");

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("PATCH")).hasSizeGreaterThan(3);
  }

  @Test
  void aChunkThatIsStoredInPartIsCompletedWithTheRest() throws IOException {
    long[] reported = {0};
    server.tell(
        (request, last) -> {
          boolean isFirst =
              request.method().equals("PATCH") && server.requests("PATCH").size() == 1;
          reported[0] += isFirst ? 1 : 0;
          return "0-" + (isFirst ? 2 * MIB : last);
        });
    refuseAbove(20_000_000, request -> "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(reported[0]).isOne();
  }

  @Test
  void aRegistryThatNeverStoresWhatItAcknowledgesIsNotAskedForEver() {
    server.cutAfter(7 * MIB);
    server.refuse(
        request ->
            switch (request.method()) {
              case "PATCH" -> "202 Accepted\r\nRange: 0-100000";
              case "GET" ->
                  request.path().equals("/v2/") ? "" : "204 No Content\r\nRange: 0-100000";
              default -> "";
            });

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("; tried ");
    assertThat(sizes("PATCH").stream().mapToLong(size -> size).sum())
        .as("bytes sent")
        .isLessThan(5L * SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"504 Gateway Timeout", "500 Internal Server Error"})
  void aRegistryThatKeepsLittleOfEachRequestIsNotSentTheBlobForEachBit(String status)
      throws IOException {
    server.keep(100_000);
    server.refuse(
        request -> {
          server.endAfter(Math.max(MIB, request.length() - 1), status);
          return "";
        });

    registry.pushBlob(blob());

    assertStored();
    assertThat(
            sizes("PUT").stream().mapToLong(size -> size).sum()
                + sizes("PATCH").stream().mapToLong(size -> size).sum())
        .as("bytes sent")
        .isLessThan(5L * SIZE);
  }

  @Test
  void aRegistryThatGoesBackEachTimeIsNotSentTheBlobForEver() {
    long chunk = 1_000_000;
    AtomicLong end = new AtomicLong();
    refuseAbove(
        chunk,
        request -> {
          boolean isOver = request.header("Content-Range").startsWith(end.get() + "-");
          if (isOver) {
            end.addAndGet(chunk);
          }
          return switch (request.method()) {
            case "PATCH" -> isOver ? "503 Service Unavailable" : "202 Accepted";
            case "GET" ->
                request.path().equals("/v2/") ? "" : "204 No Content\r\nRange: 0-" + (chunk - 1);
            default -> "";
          };
        });

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry has forgotten the chunks of an upload 21 times");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "500 Internal Server Error",
        "302 Found\r\nLocation: http://registry.example/login",
        "302 Found\r\nLocation: ftp://registry.example/",
        "302 Found\r\nLocation: /v2/os/blobs/uploads/1"
      })
  void aRegistryThatCannotSayHowFarItIsGetsTheBlobAgain(String answer) throws IOException {
    server.cutAfter(7 * MIB);
    server.refuse(
        request ->
            request.method().equals("GET") && request.path().contains("/uploads/") ? answer : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("POST")).hasSize(2);
  }
}
