package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.testing.server.UploadServer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines that break before much has gone through, to a registry that forgets uploads. */
class NarrowLineTest extends UploadTest {
  private static final int USUAL_RETRIES = 5;
  private static final int LEAST = 64 << 10;

  @BeforeEach
  void forget() {
    server.forget();
  }

  private void push() throws IOException {
    try (Registry patient = open(USUAL_RETRIES, 0)) {
      patient.pushBlob(blob(FEW));
    }
  }

  @ParameterizedTest
  @CsvSource({"900000, 131072", "150000, 131072", "70000, 65536"})
  void chunksAreSmallerUntilTheyGoThrough(int cut, long chunk) throws IOException {
    server.cutAfter(cut);

    push();

    assertStored(FEW);
    assertThat(sizes("PUT")).containsExactly((long) FEW.length, (long) FEW.length, 0L);
    assertThat(sizes("PATCH").stream().filter(size -> size == chunk))
        .as("from its beginning, which is sent twice")
        .hasSizeBetween((int) (FEW.length / chunk), (int) (FEW.length / chunk) + 1);
    assertThat(sizes("PATCH").stream().filter(size -> size != chunk)).hasSizeLessThan(3);
  }

  @Test
  void chunksAreAsLargeAsTheRegistryDemands() throws IOException {
    server.cutAfter(500_000);
    server.startWith("OCI-Chunk-Min-Length: 300000");

    push();

    assertStored(FEW);
    assertThat(sizes("PATCH"))
        .startsWith(1L << 20, 300_000L)
        .endsWith(300_000L, FEW.length % 300_000L);
  }

  @Test
  void aLineThatBringsLessThanTheSmallestChunkIsAnErrorThatSaysWhatWasTried() {
    server.cutAfter(20_000);

    assertThatThrownBy(this::push)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the exchange with " + server.address() + " failed")
        .hasMessageEndingWith(
            "; tried 6 times, at last in chunks of "
                + LEAST
                + " bytes, and nothing went through after 0 of "
                + FEW.length
                + " bytes. Check the network");
    assertThat(sizes("PATCH")).containsExactly(1L << 20, 128L << 10, (long) LEAST, (long) LEAST);
  }

  @Test
  void aBlobThatIsSmallerThanAChunkIsNotSaidToBeDivided() throws IOException {
    server.cutAfter(0);

    try (Registry patient = open(USUAL_RETRIES, 0)) {
      assertThatThrownBy(() -> patient.pushBlob(blob(new byte[30_000])))
          .hasMessageEndingWith("; tried 6 times");
    }
    assertThat(sizes("PUT")).hasSize(6).containsOnly(30_000L);
  }

  @Test
  void aRegistryThatForgetsEachTimeALittleLaterIsNotSentTheBlobForEver() {
    AtomicInteger chunks = new AtomicInteger();
    server.cutAfter(100_000);
    server.refuse(
        request -> {
          switch (request.method()) {
            case "POST" -> chunks.set(0);
            case "PATCH" -> {
              boolean isLast = chunks.incrementAndGet() >= server.requests("POST").size();
              server.cutAfter(isLast ? 0 : 100_000); // from the next connection on
            }
            default -> {}
          }
          return "";
        });

    assertThatThrownBy(this::push)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry has forgotten the chunks of an upload 21 times");
    assertThat(server.requests("PATCH").stream().mapToLong(UploadServer.Request::length).sum())
        .as("bytes sent")
        .isLessThan(2L * SIZE);
  }
}
