package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.entry.FileChangedException;
import io.github.captainos.registry.ReceiverException;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.SourceBlob;
import io.github.captainos.testing.server.UploadServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads over connections that are lost. */
class ResumedUploadTest extends UploadTest {

  @Test
  void theUsualWayIsOneRequestWithAllBytes() throws IOException {
    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PUT")).containsExactly((long) SIZE);
    assertThat(server.requests("PATCH")).isEmpty();
    assertThat(server.requests("GET")).as("only the probe of the scheme").hasSizeLessThan(3);
  }

  @Test
  void whatTheRegistryHasKeptIsNotSentAgain() throws IOException {
    server.cutAfter(7 * MIB);

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L);
    assertThat(server.requests("PATCH"))
        .as("more attempts than retries, since each stored something")
        .extracting(request -> request.header("Content-Range"))
        .containsExactly(
            7 * MIB + "-" + (SIZE - 1), 14 * MIB + "-" + (SIZE - 1), 21 * MIB + "-" + (SIZE - 1));
    assertThat(server.requests("POST")).hasSize(1);
  }

  @Test
  void anUploadThatIsForgottenBeginsAgainInSmallerChunksOnConnectionsOfTheirOwn()
      throws IOException {
    server.cutAfter(7 * MIB);
    server.forget();

    registry.pushBlob(blob());

    assertStored();
    List<UploadServer.Request> chunks = server.requests("PATCH");
    assertThat(chunks).allMatch(chunk -> chunk.length() < 7 * MIB).hasSizeLessThan(30);
    assertThat(chunks.stream().mapToLong(UploadServer.Request::length).sum())
        .as("they are sent once")
        .isEqualTo(SIZE);
    Set<Integer> connections = new HashSet<>();
    assertThat(chunks).allMatch(chunk -> connections.add(chunk.connection()));
    assertThat(server.requests("POST")).noneMatch(post -> connections.contains(post.connection()));
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L);
    assertThat(writes).as("chunks are parts of one reading").hasValue(2);
  }

  @Test
  void aConnectionThatIsLostEarlyMayHaveBeenLostByChance() throws IOException {
    server.cutAfter(100_000);
    server.forget();
    server.refuse(
        request -> {
          if (!server.requests("PUT").isEmpty()) {
            server.cutAfter(Long.MAX_VALUE); // from the next connection on
          }
          return "";
        });
    byte[] small = new byte[2 * MIB];

    registry.pushBlob(blob(small));

    assertThat(sizes("PUT")).containsExactly((long) small.length, (long) small.length);
    assertThat(server.requests("PATCH")).isEmpty();
  }

  @Test
  void aLineThatBringsNothingIsAnErrorThatSaysSo() {
    server.cutAfter(0);

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the exchange with " + server.address() + " failed")
        .hasMessageEndingWith(
            "tried 3 times, at last in chunks of 1048576 bytes, and nothing went through after 0 of "
                + SIZE
                + " bytes. Check the network");
  }

  @Test
  void progressThatEndsIsAnErrorThatSaysHowFarItWas() {
    server.cutAfter(7 * MIB);
    server.refuse(
        request -> {
          if (!server.requests("PATCH").isEmpty()) {
            server.cutAfter(0);
          }
          return "";
        });

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessageEndingWith(
            ", and nothing went through after "
                + 14 * MIB
                + " of "
                + SIZE
                + " bytes. Check the network");
  }

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
    try (var chunked = open(8 * MIB)) {
      chunked.pushBlob(blob());
    }

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
    AtomicLong end = new AtomicLong();
    server.refuse(
        request -> {
          boolean isOver = request.header("Content-Range").startsWith(end.get() + "-");
          if (isOver) {
            end.addAndGet(MIB);
          }
          return switch (request.method()) {
            case "PATCH" -> isOver ? "503 Service Unavailable" : "202 Accepted";
            case "GET" ->
                request.path().equals("/v2/") ? "" : "204 No Content\r\nRange: 0-" + (MIB - 1);
            default -> "";
          };
        });

    assertThatThrownBy(
            () -> {
              try (var chunked = open(MIB)) {
                chunked.pushBlob(blob());
              }
            })
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry has forgotten the chunks of an upload 21 times");
  }

  @Test
  void aFileThatHasChangedInWhatIsSkippedIsAnError() {
    server.cutAfter(7 * MIB);
    Descriptor descriptor = blob().descriptor();
    Blob changing =
        new Blob() {
          @Override
          public Descriptor descriptor() {
            return descriptor;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            boolean isFirst = writes.getAndIncrement() == 0;
            byte[] now = CONTENT.clone();
            now[0] += isFirst ? 0 : 1;
            out.write(now);
            if (!isFirst) {
              throw new FileChangedException(Path.of("file"), "its content has changed");
            }
          }
        };
    server.refuse(
        request -> {
          if (!server.requests("PUT").isEmpty()) {
            server.cutAfter(Long.MAX_VALUE);
          }
          return "";
        });

    assertThatThrownBy(() -> registry.pushBlob(changing))
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("its content has changed");
    assertThat(server.blob(digest().toString())).as("the upload was not ended").isEmpty();
    assertThat(sizes("PUT")).containsExactly((long) SIZE);
  }

  @Test
  void anUploadWhoseLastAnswerIsLostIsNotSentAgain() throws IOException {
    server.cutAfter(7 * MIB);
    server.refuse(
        request ->
            request.method().equals("PUT")
                    && request.length() == 0
                    && server.requests("PUT").size() == 2
                ? "503 Service Unavailable"
                : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("POST")).hasSize(1);
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L, 0L);
    assertThat(server.requests("PATCH")).hasSize(3);
  }

  @Test
  void whatTheDestinationOfACopyHasKeptIsHardlyReadAgain() throws IOException {
    server.cutAfter(7 * MIB);
    List<Long> opened = new CopyOnWriteArrayList<>();

    SourceBlob.forward(
        blob().descriptor(),
        from -> {
          opened.add(from);
          return new ByteArrayInputStream(CONTENT, Math.toIntExact(from), SIZE);
        },
        registry::pushBlob);

    assertStored();
    assertThat(server.requests("PATCH")).hasSize(3);
    assertThat(opened).hasSize(4).startsWith(0L);
    for (int i = 1; i < opened.size(); i++) {
      long kept = 7L * MIB * i;
      assertThat(opened.get(i)).isBetween(kept - 5 * MIB, kept);
    }
  }

  @Test
  void otherBytesAfterALostConnectionAreAnErrorOfTheSource() {
    server.cutAfter(7 * MIB);
    byte[] other = CONTENT.clone();
    other[SIZE - 1]++;

    assertThatThrownBy(
            () ->
                SourceBlob.forward(
                    blob().descriptor(),
                    from ->
                        new ByteArrayInputStream(
                            from == 0 ? CONTENT : other, Math.toIntExact(from), SIZE),
                    registry::pushBlob))
        .isNotInstanceOf(ReceiverException.class)
        .hasMessage("the bytes received are not those of " + digest());
    assertThat(server.blob(digest().toString())).isEmpty();
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
