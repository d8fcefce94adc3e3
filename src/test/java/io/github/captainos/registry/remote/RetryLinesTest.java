package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of retries name what is tried again: several requests run at a time. */
class RetryLinesTest extends FakeRegistryFixture {
  @TempDir private Path directory;
  private final Manifest manifest = Manifest.of("application/x", "{}".getBytes(UTF_8));

  /** The beginning of the request that fails once. */
  private volatile String failing = "";

  private final Queue<String> logged = LoggedErrors.keepLines();

  RetryLinesTest() {
    super("team/os", null, 1);
  }

  @BeforeEach
  void failOnce() throws IOException {
    registry.hasManifest(manifest); // after the request for whether the registry has TLS
    server.answerWith(
        (line, exchange) -> {
          boolean fails = !failing.isEmpty() && line.startsWith(failing);
          if (fails) {
            failing = "";
            FakeRegistry.send(exchange, 503, "busy".getBytes(UTF_8));
          }
          return fails;
        });
  }

  private interface Request {
    void send() throws IOException;
  }

  private void isNamed(String subject, String request, Request sender) throws IOException {
    failing = request;
    sender.send();
    String start = "info " + subject + ": the registry answered 503";
    assertThat(logged)
        .singleElement()
        .asString()
        .startsWith(start)
        .endsWith(" s (1 of 1)")
        .contains("; trying again in 0.");
    logged.clear();
  }

  @Test
  void nameTheImage() throws IOException {
    String repository = server.address() + "/team/os";
    String digest = manifest.descriptor().digest().toString();
    isNamed(repository + ":v1-amd64", "GET", () -> registry.manifest("v1-amd64"));
    isNamed(repository + ":v2", "PUT", () -> registry.tag("v2", manifest));
    isNamed(repository + "@" + digest, "PUT", () -> registry.pushManifest(manifest));
    isNamed(repository, "GET", registry::tags);
  }

  @Test
  void nameTheFile() throws IOException {
    String repository = server.address() + "/team/os";
    Path file = directory.resolve("file");
    Layer layer = Layer.of(Files.writeString(file, "content"), "vmlinuz");
    isNamed("vmlinuz of " + repository, "POST", () -> registry.pushBlob(layer));
    Layer other = Layer.of(file, "initramfs");
    isNamed("initramfs of " + repository, "PUT", () -> registry.pushBlob(other));
    Descriptor config = Descriptor.of("application/x", layer.descriptor().digest(), 7);
    isNamed(config.digest() + " of " + repository, "HEAD", () -> registry.hasBlob(config));
  }
}
