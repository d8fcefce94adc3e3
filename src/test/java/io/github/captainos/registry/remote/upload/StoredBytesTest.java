package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.SourceException;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a registry has stored the very bytes, and who is to blame if not. */
class StoredBytesTest extends UploadTest {
  private static final byte[] OTHER = CONTENT.clone();

  static {
    OTHER[SIZE - 1]++;
  }

  @TempDir private Path directory;

  /** Returns the layer of a file whose digest is remembered, and may be wrong. */
  private Layer layer(boolean isRight) throws IOException {
    Path file = Files.writeString(directory.resolve("kernel"), "the kernel");
    Layer read = Layer.of(file, "vmlinuz");
    DescriptorDigest digest = isRight ? read.diffId() : digest();
    return Layer.known(read.source(), read.state(), read.files(), digest);
  }

  @Test
  void aFileWithAnotherDigestThanIsRememberedIsNamed() throws IOException {
    Layer wrong = layer(false);

    assertThatThrownBy(() -> registry.pushBlob(wrong))
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("kernel changed while it was being published (its content");
    assertThat(server.requests("PUT")).hasSize(1);
  }

  @Test
  void aFileThatIsRightIsNotBlamedForTheAnswerOfTheRegistry() throws IOException {
    Layer right = layer(true);
    server.refuse(request -> request.method().equals("PUT") ? "400 Bad Request" : "");

    assertThatThrownBy(() -> registry.pushBlob(right))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("the registry answered 400");
    assertThat(server.requests("PUT")).hasSize(1);
  }

  @Test
  void aRegistryThatSaysThatItStoredOtherBytesFails() throws IOException {
    Layer right = layer(true);
    Layer wrong = layer(false);
    server.believe();
    server.tellDigest(asked -> "Docker-Content-Digest: " + Sha256.of(OTHER));

    assertThatThrownBy(() -> registry.pushBlob(right))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "the registry stored the blob %s but declares the digest %s",
            right.diffId(), Sha256.of(OTHER));
    assertThatThrownBy(() -> registry.pushBlob(wrong)).isInstanceOf(FileChangedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X: none", "Docker-Content-Digest: sha512:00", "Docker-Content-Digest: x"})
  void aRegistryThatDoesNotSayWhatItStoredIsBelieved(String header) throws IOException {
    server.tellDigest(digest -> header);

    registry.pushBlob(blob());

    assertStored();
    assertThat(server.requests("PUT")).hasSize(1);
  }

  /** Returns a blob of another repository, which sends these bytes each time that it is opened. */
  private Blob foreign(byte[]... sent) {
    Iterator<byte[]> readings = List.of(sent).iterator();
    Registry other =
        (Registry)
            Proxy.newProxyInstance(
                Registry.class.getClassLoader(),
                new Class<?>[] {Registry.class},
                (proxy, method, arguments) -> {
                  if (method.isDefault()) {
                    return InvocationHandler.invokeDefault(proxy, method, arguments);
                  }
                  opened.add((Long) arguments[1]);
                  int from = Math.toIntExact((Long) arguments[1]);
                  return new ByteArrayInputStream(readings.next(), from, SIZE);
                });
    return other.blob(blob().descriptor());
  }

  @Test
  void whatTheDestinationOfACopyHasKeptIsNotReadAgain() throws IOException {
    server.cutAfter(7 * MIB);

    registry.pushBlob(foreign(CONTENT, CONTENT, CONTENT, CONTENT));

    assertStored();
    assertThat(server.requests("PATCH")).hasSize(3);
    assertThat(opened).containsExactly(0L, 7L * MIB, 14L * MIB, 21L * MIB);
  }

  @Test
  void otherBytesOfASourceAreNeverSentCompletely() {
    server.believe();

    assertThatThrownBy(() -> registry.pushBlob(foreign(OTHER)))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("the bytes received are not those of " + digest());
    assertThat(server.blob(digest().toString())).isEmpty();
    assertThat(opened).as("a retry would not help").containsExactly(0L);
  }

  @Test
  void otherBytesAfterALostConnectionAreRefusedByTheRegistryAndSentAgain() throws IOException {
    cutOnce();

    registry.pushBlob(foreign(CONTENT, OTHER, CONTENT));

    assertStored();
    assertThat(opened).containsExactly(0L, 7L * MIB, 0L);
  }

  @Test
  void otherBytesBeforeALostConnectionAreRefusedByTheRegistryAndSentAgain() throws IOException {
    byte[] other = CONTENT.clone();
    other[0]++;
    cutOnce();

    registry.pushBlob(foreign(other, CONTENT, CONTENT));

    assertStored();
    assertThat(opened).containsExactly(0L, 7L * MIB, 0L);
  }

  @Test
  void aRegistryThatSaysNoDigestGetsWhatNobodyHasVerifiedOnceMore() throws IOException {
    cutOnce();
    server.believe();
    server.tellDigest(digest -> "X: none");

    registry.pushBlob(foreign(CONTENT, OTHER, CONTENT));

    assertStored();
    assertThat(sizes("PUT")).containsExactly((long) SIZE, 0L, (long) SIZE);
    assertThat(opened).containsExactly(0L, 7L * MIB, 0L);
  }

  @Test
  void thatIsDoneInOneGoAlsoOverALineThatBreaks() throws IOException {
    server.cutAfter(7 * MIB);
    server.tellDigest(digest -> "X: none");

    registry.pushBlob(foreign(CONTENT, CONTENT, CONTENT, CONTENT, CONTENT, CONTENT));

    assertStored();
    assertThat(opened)
        .as("at last in chunks that the line lets through")
        .containsExactly(0L, 7L * MIB, 14L * MIB, 21L * MIB, 0L, 0L);
  }

  @Test
  void aSourceThatIsWrongForGoodIsTheOneThatFails() {
    cutOnce();
    server.tellDigest(digest -> "X: none");

    assertThatThrownBy(() -> registry.pushBlob(foreign(CONTENT, OTHER, OTHER)))
        .isInstanceOf(SourceException.class);
    assertThat(server.blob(digest().toString())).isEmpty();
  }

  /** Cuts the first connection that has carried 7 MiB, and no other one. */
  private void cutOnce() {
    server.cutAfter(7 * MIB);
    server.refuse(
        request -> {
          if (!server.requests("PUT").isEmpty()) {
            server.cutAfter(Long.MAX_VALUE);
          }
          return "";
        });
  }
}
