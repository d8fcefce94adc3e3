package io.github.captainos.release.pull;

import static io.github.captainos.release.Publishing.setting;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Trust;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that does not give what it was asked for, which no real one does on demand. */
class LyingRegistryTest {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final byte[] LAYER = new Tar().file("good", "good").bytes();

  @TempDir private Path directory;
  private HttpServer server;

  /** What it answers to the end of a path; a negative length cuts the answer short. */
  private final Map<String, byte[]> answers = new HashMap<>();

  private int cutOff;

  @BeforeEach
  void start() throws IOException {
    server = LocalServers.start(this::answer);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = answers.get(path.substring(path.lastIndexOf('/') + 1));
    try (exchange) {
      if (body == null) {
        exchange.sendResponseHeaders(path.equals("/v2/") ? 200 : 404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, body.length);
      exchange
          .getResponseBody()
          .write(body, 0, body.length - (path.contains("/blobs/") ? cutOff : 0));
    }
  }

  private void put(byte[] body) {
    answers.put(RawImage.digest(body), body);
  }

  private void publish() {
    RawImage image = new RawImage().layer(LAYER);
    put(LAYER);
    put(image.manifest().getBytes(UTF_8));
    answers.put(
        "v1",
        RawImage.index(Map.of(image, "{\"os\":\"linux\",\"architecture\":\"amd64\"}"), INDEX)
            .getBytes(UTF_8));
  }

  private void pull() throws ReleaseException {
    Release release =
        Publishing.release(
            new Repository(
                "127.0.0.1:" + server.getAddress().getPort(),
                "os",
                "os",
                directory,
                RegistryOptions.of(1, HangGuard.TIMEOUT)),
            new ReleaseVersion(setting("v1"), null, null, null, Instant.EPOCH, directory),
            List.of("amd64"),
            Trust.none(),
            Repository::open);
    PullFixture.job(release, "both", directory.resolve("output"), "symbolic").run();
  }

  private void assertRefused(String why) {
    assertThatThrownBy(this::pull)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("No file was written");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void isBelievedWhileItTellsTheTruth() throws Exception {
    publish();
    pull();
    assertThat(directory.resolve("output/good")).hasContent("good");
    assertThat(Files.size(directory.resolve("output/good"))).isEqualTo(4);
  }

  @Test
  void givesOtherBytesForALayer() {
    publish();
    answers.put(RawImage.digest(LAYER), new Tar().file("good", "evil").bytes());
    assertRefused("the bytes received are not those of " + RawImage.digest(LAYER));
  }

  @Test
  void givesLessForALayer() {
    publish();
    answers.put(RawImage.digest(LAYER), new byte[0]);
    assertRefused("ends " + LAYER.length + " bytes before its " + LAYER.length);
  }

  @Test
  void hangsUpBeforeALayerIsThrough() {
    publish();
    cutOff = 100;
    assertRefused("fetching " + RawImage.digest(LAYER) + " into ");
  }

  @Test
  void givesMoreForALayer() {
    publish();
    answers.put(RawImage.digest(LAYER), Tar.concat(LAYER, new byte[512]));
    assertRefused("has more than its " + LAYER.length + " bytes");
  }

  @Test
  void givesAnotherManifestThanTheIndexNames() {
    publish();
    String digest = RawImage.digest(new RawImage().layer(LAYER).manifest().getBytes(UTF_8));
    answers.put(digest, new RawImage().layer(LAYER).layer(LAYER).manifest().getBytes(UTF_8));
    assertRefused("the manifest received is not " + digest);
  }

  @Test
  void doesNotHaveWhatTheIndexNames() {
    publish();
    String digest = RawImage.digest(new RawImage().layer(LAYER).manifest().getBytes(UTF_8));
    answers.remove(digest);
    assertRefused("the registry does not have it: " + digest);
  }

  @Test
  void doesNotHaveALayer() {
    publish();
    answers.remove(RawImage.digest(LAYER));
    assertRefused("the registry has no blob " + RawImage.digest(LAYER));
  }
}
