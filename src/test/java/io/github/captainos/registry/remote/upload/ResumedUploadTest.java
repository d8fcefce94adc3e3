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
import org.junit.jupiter.api.Test;

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

    assertThatThrownBy(() -> registry.pushBlob(blob(FEW)))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the exchange with " + server.address() + " failed")
        .hasMessageEndingWith(
            "tried 3 times, at last in chunks of 1048576 bytes, and nothing went through after 0 of "
                + FEW.length
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
            now[0] = (byte) (now[0] + (isFirst ? 0 : 1));
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
}
