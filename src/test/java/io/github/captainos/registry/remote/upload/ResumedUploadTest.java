package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.testing.server.UploadServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertThat(opened).as("chunks are parts of one reading").containsExactly(0L, 0L);
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
        .hasMessageMatching( // half of what the system took, which depends on the moment
            ".*tried 3 times, at last in chunks of 1\\d{6} bytes, and nothing went through after 0 of"
                + " "
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
  void aFileThatHasChangedInWhatIsSkippedIsAnError(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("file"), CONTENT);
    Layer layer = Layer.of(file, "file");
    server.cutAfter(7 * MIB);
    server.refuse(
        request -> {
          if (request.method().equals("GET") && !server.requests("PUT").isEmpty()) {
            server.cutAfter(Long.MAX_VALUE);
            change(file);
          }
          return "";
        });

    assertThatThrownBy(() -> registry.pushBlob(layer))
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining(file + " changed while it was being published (its content");
    assertThat(sizes("PUT")).as("the upload was not ended").hasSize(1);
  }

  private static void change(Path file) {
    try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
      changed.write(CONTENT[0] + 1);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
}
