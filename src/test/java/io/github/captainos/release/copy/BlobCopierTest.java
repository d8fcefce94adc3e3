package io.github.captainos.release.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.report.Part.State;
import io.github.captainos.testing.server.FakeRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCopierTest {
  @TempDir private Path directory;

  private Release open(String registry) throws ReleaseException {
    return open(registry, Repository::open);
  }

  private Release open(String registry, Publishing.Opener opener) throws ReleaseException {
    return CopyFixture.release(CopyFixture.at(registry, directory), opener).open(Access.WRITE);
  }

  /** Returns a registry with so much space left. */
  private static Registry withSpace(long bytes, Registry registry) {
    return (Registry)
        Proxy.newProxyInstance(
            Registry.class.getClassLoader(),
            new Class<?>[] {Registry.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("space")) {
                return OptionalLong.of(bytes);
              }
              try {
                return method.invoke(registry, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aDestinationThatWouldBeFullGetsNothing() throws Exception {
    Blob large = Blob.of("application/x", new byte[2048]);
    Descriptor blob = large.descriptor();
    try (Release source = open("oci:source");
        Release small = open("oci:destination", (to, access) -> withSpace(2047, to.open(access)));
        Release sufficient =
            open("oci:destination", (to, access) -> withSpace(2048, to.open(access)));
        Release destination = open("oci:destination")) {
      source.registry().pushBlob(large);
      BlobCopier full = new BlobCopier(source, small);
      full.add(List.of(blob), "from:v1", "to:v1");
      full.lookUp();

      assertThatThrownBy(full::copy)
          .hasMessageContaining("to:v1: there is no space for the copy, which needs 2.0 KiB;")
          .hasMessageContaining("captain.toRegistry");
      assertThat(destination.registry().hasBlob(blob)).isFalse();

      BlobCopier enough = new BlobCopier(source, sufficient);
      enough.add(List.of(blob), "from:v1", "to:v1");
      enough.lookUp();
      assertThat(enough.state(blob.digest())).isEqualTo(State.PLANNED);
      enough.copy();
      assertThat(enough.state(blob.digest())).isEqualTo(State.UPLOADED);
      assertThat(destination.registry().hasBlob(blob)).isTrue();
      assertThat(destination.registry().space()).as("of the disk").isPresent();
    }
  }

  @Test
  void aBlobHasOneSizeInAllImages() throws Exception {
    Blob content = Blob.of("application/x", new byte[8]);
    Descriptor blob = content.descriptor();
    Descriptor other = Descriptor.of("application/x", blob.digest(), 9);
    try (Release source = open("oci:source");
        Release destination = open("oci:destination")) {
      BlobCopier copier = new BlobCopier(source, destination);
      copier.add(List.of(blob), "from:v1-amd64", "to:v1-amd64");
      copier.add(List.of(blob), "from:v1-arm64", "to:v1-arm64");

      assertThatThrownBy(() -> copier.add(List.of(other), "from:v1", "to:v1"))
          .hasMessage(
              "from:v1 and from:v1-amd64 give different sizes for "
                  + blob.digest()
                  + ": 9 and 8 bytes. Nothing was copied. One of them is not valid: publish it"
                  + " again.");
    }
  }

  @Test
  void theTypeOfABlobThatTheSourceDoesNotHaveIsNamed() throws Exception {
    String type = "application/vnd.oci.artifact.manifest.v1+json";
    Blob unknown = Blob.of(type, new byte[8]);
    try (FakeRegistry server = FakeRegistry.start();
        Release source = open(server.address());
        Release destination = open("oci:destination")) {
      BlobCopier copier = new BlobCopier(source, destination);
      copier.add(List.of(unknown.descriptor()), "from:v1", "to:v1");
      copier.lookUp();

      String digest = unknown.descriptor().digest().toString();
      assertThatThrownBy(copier::copy)
          .hasMessageStartingWith(
              "from:v1: reading "
                  + digest
                  + ", a blob of the type "
                  + type
                  + ", failed: the registry has no blob "
                  + digest);
    }
  }
}
