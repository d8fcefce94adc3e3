package io.github.captainos.release.look;

import static io.github.captainos.testing.ReportSchema.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Trust;
import io.github.captainos.report.ListReport;
import io.github.captainos.report.Progress;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListerTest {
  private static final String REPOSITORY = "captain/os/artifacts";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  @TempDir private Path directory;
  private FakeRegistry server;

  @BeforeEach
  void start() throws IOException {
    server = FakeRegistry.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ListReport list(String registry, @Nullable String flavor, int limit)
      throws ReleaseException {
    ReleaseVersion versioning =
        new ReleaseVersion(
            null, flavor == null ? null : setting(flavor), null, null, null, directory);
    return new Lister(
            new Release(
                Publishing.repository(registry, directory),
                versioning,
                List.of("amd64", "arm64"),
                Trust.none(),
                Progress.none(),
                4),
            limit)
        .run();
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }

  private ListReport list() throws ReleaseException {
    return list(server.address(), null, 20);
  }

  /** Stores an image with these layers, each named by its content. */
  private void put(String tag, String created, String... layers) {
    String all =
        Stream.of(layers)
            .map(
                name ->
                    """
                    {"mediaType":"x","digest":"%s","size":1,
                     "annotations":{"org.opencontainers.image.title":"%s.tar"}}\
                    """
                        .formatted(RawImage.digest(name.getBytes(UTF_8)), name))
            .collect(Collectors.joining(","));
    server.put(
        REPOSITORY,
        tag,
        MANIFEST,
        """
        {"schemaVersion":2,"config":{"mediaType":"x","digest":"%s","size":2},"layers":[%s],
         "annotations":{"org.opencontainers.image.created":"%s",
                        "org.opencontainers.image.revision":"7540d73aa"}}\
        """
            .formatted(RawImage.digest("{}".getBytes(UTF_8)), all, created));
  }

  private void release(String tag, String created) {
    put(tag + "-amd64", created, "a");
    put(tag + "-arm64", created, "b");
    put(tag, created, "a", "b");
  }

  @Test
  void releasesAreListedTheNewestFirstWithWhatTheyLack() throws Exception {
    release("v1.0.0", "2026-01-01T00:00:00Z");
    release("v1.1.0", "2026-02-01T00:00:00Z");
    put("v1.2.0-amd64", "2026-03-01T00:00:00Z", "a");
    release("nightly", "2026-01-15T00:00:00Z");
    put("nightly", "2026-01-15T00:00:00Z", "a", "other");

    JsonNode releases = json(list()).path("releases");

    assertThat(releases)
        .extracting(one -> one.path("tag").asText())
        .containsExactly("v1.2.0", "v1.1.0", "nightly", "v1.0.0");
    assertThat(releases)
        .extracting(one -> one.path("complete").asBoolean())
        .containsExactly(false, true, false, true);
    assertThat(releases.at("/0/missing"))
        .extracting(JsonNode::asText)
        .containsExactly("arm64", "both");
    assertThat(releases.at("/2/hasOtherLayers").asBoolean()).isTrue();
    assertThat(releases.at("/1/revision").asText()).isEqualTo("7540d73aa");
    assertThat(releases.at("/1/images"))
        .extracting(one -> one.path("target").asText())
        .containsExactly("amd64", "arm64", "both");
    assertThat(server.requests("GET /v2/" + REPOSITORY + "/blobs")).isEmpty();
  }

  @Test
  void onlyTheFirstReleasesInVersionOrderAreRead() throws Exception {
    release("v1.9.0", "2026-03-01T00:00:00Z");
    release("v1.10.0", "2026-01-01T00:00:00Z");
    release("v1.8.0", "2026-04-01T00:00:00Z");
    release("latest", "2026-05-01T00:00:00Z");

    JsonNode report = json(list(server.address(), null, 2));

    assertThat(report.path("releases"))
        .extracting(one -> one.path("tag").asText())
        .containsExactly("v1.9.0", "v1.10.0");
    assertThat(report.path("notRead"))
        .extracting(JsonNode::asText)
        .containsExactly("latest", "v1.8.0");
    assertThat(server.requests("GET /v2/" + REPOSITORY + "/manifests/")).hasSize(6);
  }

  @Test
  void ofTenThousandReleasesTwentyAreRead() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      put("v1." + i, "2026-01-01T00:00:00Z", "a");
    }

    ListReport report = list();

    assertThat(report.releases()).hasSize(20);
    assertThat(report.notRead()).hasSize(9980);
    assertThat(server.requests("GET /v2/" + REPOSITORY + "/tags/")).hasSize(10);
    assertThat(server.requests("GET /v2/" + REPOSITORY + "/manifests/")).hasSize(20);
  }

  @Test
  void aFlavorIsWhatTheChecksumFilesSay() throws Exception {
    put("v1-raspberry-pi-arm64", "2026-01-01T00:00:00Z", "sha256sums-raspberry-pi-arm64.txt");
    put("v1-rc", "2026-01-01T00:00:00Z", "sha256sums-arm64.txt");

    assertThat(json(list()).path("releases"))
        .extracting(one -> one.path("tag").asText() + " " + one.path("flavor").asText())
        .containsExactlyInAnyOrder("v1-raspberry-pi raspberry-pi", "v1-rc null");
    assertThat(list(server.address(), "raspberry-pi", 20).releases()).hasSize(1);
    // its tag ends with -pi, too
    assertThat(list(server.address(), "pi", 20).releases()).isEmpty();
  }

  @Test
  void aTagOfSomethingElseThanAnImageIsListedWithTheReason() throws Exception {
    release("v1", "2026-01-01T00:00:00Z");
    server.put(REPOSITORY, "artifact", MANIFEST, "{\"schemaVersion\":1}");

    JsonNode releases = json(list()).path("releases");

    assertThat(releases.at("/0/tag").asText()).isEqualTo("v1");
    assertThat(releases.at("/1/tag").asText()).isEqualTo("artifact");
    assertThat(releases.at("/1/problems/0").asText())
        .contains("artifact: reading the manifest failed: it is not a manifest or index of schema");
  }

  @Test
  void aRegistryThatFailsIsAnErrorAndNotAListWithGaps() {
    release("v1", "2026-01-01T00:00:00Z");
    server.answerWith(
        (line, exchange) -> {
          boolean fails = line.endsWith("/manifests/v1-arm64");
          if (fails) {
            FakeRegistry.send(exchange, 500, "the disk is full".getBytes(UTF_8));
          }
          return fails;
        });

    assertThatThrownBy(this::list)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(":v1-arm64: looking up the tag failed")
        .hasMessageContaining("the disk is full");
  }

  @Test
  void aTagThatIsDeletedInTheMeantimeIsMissing() throws Exception {
    release("v1", "2026-01-01T00:00:00Z");
    server.answerWith(
        (line, exchange) -> {
          if (line.contains("/tags/")) {
            FakeRegistry.send(
                exchange,
                200,
                FakeRegistry.tagList(List.of("v1", "v1-amd64", "v1-arm64", "v2")).getBytes(UTF_8));
            return true;
          }
          return false;
        });

    assertThat(json(list()).at("/releases/1/tag").asText()).isEqualTo("v2");
    assertThat(json(list()).at("/releases/1/missing")).hasSize(3);
  }

  @Test
  void aRepositoryThatDoesNotExistIsAnError() {
    assertThatThrownBy(this::list)
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "There is no repository "
                + server.address()
                + "/captain/os/artifacts. Set captain.repository, captain.artifactName and"
                + " captain.registry to where the images are.");
    assertThatThrownBy(() -> list("oci:nowhere", null, 20))
        .hasMessageStartingWith("There is no repository oci:nowhere/captain/os/artifacts.");
  }

  @Test
  void aReleaseInALayoutIsListedToo() throws Exception {
    Publishing.in(directory).publish();

    JsonNode releases = json(list("oci:images", null, 20)).path("releases");

    assertThat(releases).hasSize(1);
    assertThat(releases.at("/0/complete").asBoolean()).isTrue();
    assertThat(releases.at("/0/created").asText()).isEqualTo("1970-01-01T00:00:00Z");
  }

  private static String problem(JsonNode releases, String tag) {
    for (JsonNode release : releases) {
      if (release.path("tag").asText().equals(tag)) {
        return release.path("problems").toString();
      }
    }
    return "there is no " + tag;
  }

  @Test
  void aBrokenDocumentInALayoutIsAProblemOfItsTagAlone() throws Exception {
    Publishing.in(directory).publish();
    Path cut = tag("cut", "{\"schemaVersion\":2,\"layers\":[]}");
    Files.writeString(cut, "{\"schemaVersion\":2,");
    tag("no-json", "<html>");
    Path pipe = tag("no-file", "{\"schemaVersion\":2}");
    Files.delete(pipe);
    Files.createDirectory(pipe);
    tag("no-config", new RawImage().manifest());

    JsonNode releases = json(list("oci:images", null, 20)).path("releases");

    assertThat(releases).hasSize(5);
    assertThat(problem(releases, "v1")).isEqualTo("[]");
    assertThat(problem(releases, "cut"))
        .contains(":cut: looking up the tag failed: ", "does not match the digest in its name");
    assertThat(problem(releases, "no-json"))
        .contains(" is not a manifest: it is not a JSON object in UTF-8. Publish it again");
    assertThat(problem(releases, "no-file")).contains(" is not a regular file");
    assertThat(problem(releases, "no-config"))
        .contains(":no-config: reading the config failed: ", "there is no such file");
  }

  /** Stores a document in the layout, and returns its file. */
  private Path tag(String tag, String content) throws IOException {
    Manifest document = Manifest.of(MANIFEST, content.getBytes(UTF_8));
    try (Registry registry =
        Registries.open(
            "oci:images",
            "captain/os/artifacts",
            directory,
            Access.WRITE,
            null,
            RegistryOptions.of(0, HangGuard.TIMEOUT))) {
      registry.tag(tag, document);
    }
    return directory
        .resolve("images/captain/os/artifacts/blobs/sha256")
        .resolve(document.descriptor().digest().getHash());
  }

  @Test
  void aBrokenDocumentInARegistryIsAProblemOfItsTagAlone() throws Exception {
    release("v1", "2026-01-01T00:00:00Z");
    server.put(REPOSITORY, "no-json", MANIFEST, "<html>");
    server.put(REPOSITORY, "no-config", MANIFEST, new RawImage().manifest());

    JsonNode releases = json(list()).path("releases");

    assertThat(problem(releases, "v1")).isEqualTo("[]");
    assertThat(problem(releases, "no-json")).contains("the registry's answer is not a manifest");
    assertThat(problem(releases, "no-config"))
        .contains(":no-config: reading the config failed: the registry has no blob sha256:");
  }
}
