package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that break before much has gone through, to a registry that forgets uploads. */
class NarrowLineTest extends UploadTest {
  private static final int USUAL_RETRIES = 5;

  @BeforeEach
  void forget() {
    server.forget();
  }

  private void push() throws IOException {
    try (Registry patient = open(USUAL_RETRIES)) {
      patient.pushBlob(blob(FEW));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {MIB, 1_500_000, 2_500_000})
  void chunksAreSmallerUntilTheyGoThrough(int cut) throws IOException {
    server.cutAfter(cut);

    push();

    assertStored(FEW);
    assertThat(sizes("PUT")).containsExactly((long) FEW.length, (long) FEW.length, 0L);
    assertThat(sizes("PATCH")).hasSizeLessThan(6).first().asInstanceOf(LONG).isLessThan(2 * MIB);
    assertThat(sizes("PATCH").stream().mapToLong(size -> size).sum())
        .as("no chunk that went through is sent twice")
        .isLessThan(FEW.length + 4L * MIB);
  }

  @Test
  void chunksAreAsLargeAsTheRegistryDemands() throws IOException {
    server.cutAfter(1_400_000);
    server.startWith("OCI-Chunk-Min-Length: 1300000");

    push();

    assertStored(FEW);
    assertThat(sizes("PATCH")).endsWith(1_300_000L, 1_300_000L, FEW.length % 1_300_000L);
  }

  @Test
  void aLineThatBringsLessThanTheSmallestChunkIsAnErrorThatSaysWhatWasTried() {
    server.cutAfter(900_000);

    assertThatThrownBy(this::push)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the exchange with " + server.address() + " failed")
        .hasMessageEndingWith(
            "; tried 6 times, at last in chunks of "
                + MIB
                + " bytes, and nothing went through after 0 of "
                + FEW.length
                + " bytes. Check the network");
    assertThat(sizes("PATCH")).hasSize(4).endsWith((long) MIB, (long) MIB);
  }

  @Test
  void aBlobThatIsSmallerThanAChunkIsNotSaidToBeDivided() throws IOException {
    server.cutAfter(0);

    try (Registry patient = open(USUAL_RETRIES)) {
      assertThatThrownBy(() -> patient.pushBlob(blob(new byte[30_000])))
          .hasMessageEndingWith("; tried 6 times");
    }
    assertThat(sizes("PUT")).hasSize(6).containsOnly(30_000L);
  }

  @Test
  void aRegistryThatForgetsEachTimeALittleLaterIsNotSentTheBlobForEver() throws IOException {
    long chunk = 1_000_000;
    AtomicInteger chunks = new AtomicInteger();
    server.cutAfter(chunk);
    refuseAbove(
        chunk,
        request -> {
          switch (request.method()) {
            case "POST" -> chunks.set(0);
            case "PATCH" -> {
              // two uploads each time: the first connection is lost at once
              boolean isLast = chunks.incrementAndGet() >= server.requests("POST").size() / 2;
              server.cutAfter(isLast ? 0 : chunk); // from the next connection on
            }
            default -> {}
          }
          return "";
        });

    try (Registry patient = open(USUAL_RETRIES)) {
      assertThatThrownBy(() -> patient.pushBlob(blob()))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("the registry has forgotten the chunks of an upload 21 times");
    }
    assertThat(sizes("PATCH").stream().mapToLong(size -> size).sum())
        .as("bytes sent")
        .isLessThan(15L * SIZE);
  }
}
