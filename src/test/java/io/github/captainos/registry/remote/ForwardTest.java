package io.github.captainos.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.SourceException;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.security.DigestException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A blob that is read from one registry and written to another one at the same time. */
class ForwardTest {
  private static final int RETRIES = 2;

  private final byte[] bytes = new byte[1 << 20];
  private FakeRegistry from;
  private FakeRegistry to;
  private Registry source;
  private Registry destination;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(bytes);
    from = FakeRegistry.start();
    to = FakeRegistry.start();
    source = open(from, Access.READ);
    destination = open(to, Access.WRITE);
    from.put("os", digest(), bytes);
  }

  @AfterEach
  void stop() {
    source.close();
    destination.close();
    from.close();
    to.close();
  }

  private static Registry open(FakeRegistry registry, Access access) throws IOException {
    return new RemoteRegistry(
        new RepositoryName(registry.address(), "os"),
        access,
        null,
        RegistryOptions.of(RETRIES, HangGuard.TIMEOUT),
        new TimeWithoutPauses());
  }

  private String digest() {
    return RawImage.digest(bytes);
  }

  private Descriptor blob() {
    try {
      return Descriptor.of(Image.LAYER_TYPE, DescriptorDigest.fromDigest(digest()), bytes.length);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  private void forward() throws IOException {
    destination.pushBlob(source.blob(blob()));
  }

  @Test
  void theDestinationGetsTheVeryBytes() throws Exception {
    forward();

    assertThat(to.blobs("os")).containsOnly(entry(digest(), digest()));
    assertThat(from.requests("GET /v2/os/blobs/")).hasSize(1);
  }

  /** Cuts the first answer with the blob, and returns the number of requests for it. */
  private AtomicInteger cutFirstRead() {
    AtomicInteger reads = new AtomicInteger();
    from.answerWith(
        (line, exchange) -> {
          boolean first = line.startsWith("GET /v2/os/blobs/") && reads.getAndIncrement() == 0;
          if (first) {
            FakeRegistry.sendHalf(exchange, bytes);
          }
          return first;
        });
    return reads;
  }

  @Test
  void aBlobThatIsCutWhileItIsReadIsStartedAgain() throws Exception {
    AtomicInteger reads = cutFirstRead();

    forward();

    assertThat(to.blobs("os")).containsOnly(entry(digest(), digest()));
    assertThat(reads).hasValue(2);
  }

  @Test
  void aSourceThatCutsIsNotNoticedByTheDestination() throws Exception {
    cutFirstRead();

    forward();

    assertThat(to.blobs("os")).containsOnly(entry(digest(), digest()));
    assertThat(to.requests("PUT ")).hasSize(1);
  }

  @Test
  void aSourceThatAlwaysCutsIsTheOneThatFailedAndIsAskedAsOftenAsItsRetriesSay() {
    from.answerWith(
        (line, exchange) -> {
          boolean read = line.startsWith("GET /v2/os/blobs/");
          if (read) {
            FakeRegistry.sendHalf(exchange, bytes);
          }
          return read;
        });

    assertThatThrownBy(this::forward)
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("the exchange with " + from.address() + " failed")
        .hasMessageContaining("tried 3 times");
    assertThat(from.requests("GET /v2/os/blobs/")).hasSize(RETRIES + 1);
    assertThat(to.blobs("os")).isEmpty();
  }

  @Test
  void aBlobThatIsRefusedWhileItIsWrittenIsReadAgain() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    to.answerWith(
        (line, exchange) -> {
          boolean first = line.startsWith("PUT ") && writes.getAndIncrement() == 0;
          if (first) {
            exchange.getRequestBody().readAllBytes();
            FakeRegistry.send(exchange, 503, new byte[0]);
          }
          return first;
        });

    forward();

    assertThat(to.blobs("os")).containsOnly(entry(digest(), digest()));
    assertThat(from.requests("GET /v2/os/blobs/")).hasSize(2);
  }

  @Test
  void aDestinationThatAlwaysRefusesIsTheOneThatFailed() {
    to.answerWith(
        (line, exchange) -> {
          boolean write = line.startsWith("PUT ");
          if (write) {
            exchange.getRequestBody().readAllBytes();
            FakeRegistry.send(exchange, 500, "no space left on device".getBytes());
          }
          return write;
        });

    assertThatThrownBy(this::forward)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("answered 500: no space left on device")
        .hasMessageContaining("tried 3 times");
    assertThat(from.requests("GET /v2/os/blobs/"))
        .as("the source has not failed")
        .hasSize(RETRIES + 1);
  }

  @Test
  void otherBytesAreNeverWrittenCompletely() {
    byte[] other = bytes.clone();
    other[0]++;
    from.put("os", digest(), other);

    assertThatThrownBy(this::forward)
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("the bytes received are not those of " + digest());
    assertThat(to.blobs("os")).as("a registry that checks no digest").isEmpty();
    assertThat(from.requests("GET /v2/os/blobs/")).as("a retry would not help").hasSize(1);
  }

  @Test
  void aBlobThatTheSourceDoesNotHaveIsNamed() {
    from.answerWith(
        (line, exchange) -> {
          FakeRegistry.send(exchange, line.contains("/blobs/") ? 404 : 200, new byte[0]);
          return true;
        });

    assertThatThrownBy(this::forward).hasMessage("the registry has no blob " + digest());
  }
}
