package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.server.UploadServer;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that accept no large requests, or no chunks. */
class RefusedBodyTest extends UploadTest {
  /** The blob is larger than this, and the chunks that are tried first are not. */
  private static final long LIMIT = 20_000_000;

  private static final long CHUNK = 10_000_000;

  private void refuseAbove(long largest) {
    refuseAbove(largest, request -> "");
  }

  private void refuseChunks(String status) {
    refuseAbove(LIMIT, request -> request.method().equals("PATCH") ? status : "");
  }

  @ParameterizedTest
  @CsvSource({"20000000, 10000000", "5000000, 4194304", "2000000, 1000000"})
  void aBlobIsSentInChunksBelowWhatIsRefused(long largest, long chunk) throws IOException {
    refuseAbove(largest);
    Queue<String> logged = LoggedErrors.keepLines();

    registry.pushBlob(blob());

    assertStored();
    assertThat(String.join("", logged))
        .contains("The registry answered 413", "trying chunks of " + chunk + " bytes");
    assertThat(sizes("PATCH")).containsSequence(chunk, chunk);
    assertThat(sizes("PATCH").subList(sizes("PATCH").indexOf(chunk), sizes("PATCH").size()))
        .as("no larger one after that")
        .allMatch(size -> size <= chunk);
  }

  @Test
  void whatIsRefusedIsRememberedForOtherBlobs() throws IOException {
    refuseAbove(5_000_000);
    registry.pushBlob(blob());
    int before = server.requests("PATCH").size();
    byte[] other = new byte[9 * MIB];
    byte[] small = new byte[4 * MIB];
    other[0] = 1;

    registry.pushBlob(blob(other));
    registry.pushBlob(blob(small));

    assertThat(sizes("PATCH").subList(before, before + 3))
        .containsExactly(4L * MIB, 4L * MIB, (long) MIB);
    assertThat(sizes("PUT"))
        .as("only the first one was tried as a whole, and what is small is sent as a whole")
        .containsExactly((long) SIZE, 0L, 0L, (long) small.length);
  }

  @Test
  void chunksShareAConnection() throws IOException {
    refuseAbove(LIMIT);

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PATCH")).containsExactly(CHUNK, CHUNK, SIZE - 2 * CHUNK);
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L);
    assertThat(server.requests("PATCH"))
        .extracting(UploadServer.Request::connection)
        .containsOnly(server.requests("PUT").get(1).connection());
  }

  @Test
  void aRegistryThatAcceptsNothingIsNotAskedForEver() {
    refuseAbove(0);

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry answered 413")
        .hasMessageContaining("Increase this limit")
        .hasMessageNotContaining("tried");
    assertThat(sizes("PATCH")).containsExactly(10_000_000L, 4_194_304L, 1_000_000L);
  }

  @Test
  void aChunkIsAsLargeAsTheRegistryDemands() throws IOException {
    refuseAbove(20_000_000);
    server.startWith("OCI-Chunk-Min-Length: 15000000");

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PATCH")).containsExactly(15_000_000L, SIZE - 15_000_000L);
  }

  @Test
  void aRegistryThatDemandsLargerChunksThanItAcceptsIsNotAskedForEver() {
    refuseAbove(10_000_000);
    server.startWith("OCI-Chunk-Min-Length: 15000000");

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .hasMessageContaining("the registry answered 413");
    assertThat(sizes("PATCH")).containsExactly(15_000_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no number", "-1", "99999999999999999999999"})
  void aDemandThatMakesNoSenseIsIgnored(String least) throws IOException {
    refuseAbove(20_000_000);
    server.startWith("OCI-Chunk-Min-Length: " + least);

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PATCH")).startsWith(10_000_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"400", "404", "405", "416", "501", "200", "204"})
  void aRefusedChunkIsTriedOnceAtFourMebibytes(String status) throws IOException {
    refuseAbove(
        LIMIT,
        request ->
            request.method().equals("PATCH") && request.length() > 4 * MIB ? status + " No" : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PATCH")).startsWith(CHUNK).endsWith(4L * MIB, 4L * MIB).hasSize(7);
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L);
  }

  @Test
  void aRegistryWithoutChunksGetsTheBlobInOneRequestAgain() throws IOException {
    loseFirst(request -> request.method().equals("PATCH") ? "405 Method Not Allowed" : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PATCH")).hasSize(2).endsWith(4L * MIB);
    assertThat(sizes("PUT")).containsExactly((long) SIZE, (long) SIZE);
  }

  @Test
  void aRegistryThatRefusesTheBlobAndItsChunksFailsWithItsAnswer() {
    server.refuse(
        request ->
            request.method().equals("PATCH")
                ? "404 Not Found"
                : request.length() > 10_000_000 ? "413 Payload Too Large" : "");

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry answered 413");
    assertThat(sizes("PATCH")).containsExactly(10_000_000L, 4L * MIB);
    assertThat(sizes("PUT")).as("what was refused is not sent again").containsExactly((long) SIZE);
  }

  @Test
  void chunksThatAreAcknowledgedAndNotStoredAreFollowedByTheWholeBlob() throws IOException {
    loseFirst(request -> request.method().equals("PATCH") ? "202 Accepted" : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(sizes("PATCH")).hasSize(chunks());
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L, (long) SIZE);
  }

  @Test
  void aChunkThatIsRefusedForAnotherReasonIsAnError() {
    refuseChunks("403 Forbidden");

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .hasMessageContaining("the registry answered 403");
    assertThat(sizes("PATCH")).containsExactly(CHUNK);
  }

  @Test
  void aRegistryThatIsBusyGetsTheNextChunkLater() throws IOException {
    refuseAbove(
        LIMIT,
        request ->
            List.of(2, 3).contains(server.requests("PATCH").size())
                    && request.method().equals("PATCH")
                ? "503 Service Unavailable"
                : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("POST")).as("of the whole blob, and of its chunks").hasSize(2);
    assertThat(sizes("PATCH")).containsExactly(CHUNK, CHUNK, CHUNK, CHUNK, SIZE - 2 * CHUNK);
  }

  @Test
  void aChunkThatIsRedirectedIsSentFromItsBeginningAgain() throws IOException {
    refuseAbove(
        LIMIT,
        request ->
            request.method().equals("PATCH") && !request.path().contains("moved")
                ? "307 Temporary Redirect\r\nLocation: " + request.path() + "&moved"
                : "");

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("PATCH")).hasSize(6);
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L);
  }

  @ParameterizedTest
  @ValueSource(longs = {LIMIT, Long.MAX_VALUE})
  void anAnswerThatDoesNotSayThatTheBlobIsStoredIsChecked(long largest) throws IOException {
    refuseAbove(largest, request -> request.method().equals("PUT") ? "202 Accepted" : "");

    assertThatThrownBy(() -> registry.pushBlob(blob()))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "the registry, or a server in front of it, answered 202 to an upload, but the registry"
                + " does not have the blob");
    assertThat(sizes("PUT")).endsWith(largest < SIZE ? 0L : SIZE).hasSizeLessThan(3);

    refuseAbove(largest);
    registry.pushBlob(blob());
    refuseAbove(largest, request -> request.method().equals("PUT") ? "204 No Content" : "");
    registry.pushBlob(blob());
    assertStored();
  }
}
