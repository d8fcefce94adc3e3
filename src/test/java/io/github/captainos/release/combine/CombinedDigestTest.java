package io.github.captainos.release.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.report.CombineReport;
import io.github.captainos.report.TagMove;
import io.github.captainos.testing.image.LayoutView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The combined image is the one that a publish of all targets makes. */
class CombinedDigestTest {
  @TempDir private Path directory;

  private interface Setup {
    void change(CombineFixture release) throws IOException;
  }

  private static Named<Setup> release(String name, Setup setup) {
    return named(name, setup);
  }

  static Stream<Named<Setup>> releases() {
    return Stream.of(
        release("two targets", release -> {}),
        release("one target", release -> release.targets = targets("arm64")),
        release("three targets", release -> release.targets = targets("riscv64", "amd64", "arm64")),
        release("a flavor", release -> release.flavor = "raspberry-pi"),
        release("a time", release -> release.created = Instant.parse("2026-01-31T12:00:00Z")),
        release("gzip", release -> release.compression = "gzip"),
        release("zstd", release -> release.compression = "zstd"),
        release("zstd in one target", release -> release.targets = mixed("zstd", "none")),
        release("both compressions", release -> release.targets = mixed("gzip", "zstd")),
        release("directories", CombinedDigestTest::addDirectories),
        release("one platform", release -> release.platforms = List.of("linux/riscv64")),
        release(
            "variants",
            release -> release.platforms = List.of("linux/arm/v7", "linux/arm64/v8", "linux/arm")),
        release(
            "annotations",
            release ->
                release.annotations =
                    Map.of(
                        "org.opencontainers.image.licenses", "Apache-2.0 \"quoted\" \u00e9\n",
                        "org.opencontainers.image.source", "https://example.org/os",
                        "org.opencontainers.image.created", "2026-01-31T12:00:00+01:00",
                        "a.b", "")),
        release("a source", release -> release.source = "https://example.org/os"),
        release(
            "a version of the user's",
            release -> release.annotations = Map.of("org.opencontainers.image.version", "1.2.0")));
  }

  private static List<TargetFiles> targets(String... names) {
    return Stream.of(names).map(CombineFixture::target).toList();
  }

  private static List<TargetFiles> mixed(String amd64, String arm64) {
    return List.of(compressed("amd64", amd64), compressed("arm64", arm64));
  }

  private static TargetFiles compressed(String name, String compression) {
    return new TargetFiles(name, List.of(Publishing.file(name + ".iso", null, compression)));
  }

  private static void addDirectories(CombineFixture release) throws IOException {
    Path firmware = Files.createDirectories(release.directory.resolve("firmware"));
    Files.writeString(firmware.resolve("config.txt"), "arm_64bit=1");
    Files.createSymbolicLink(firmware.resolve("kernel8.img"), Path.of("config.txt"));
    release.targets =
        List.of(
            CombineFixture.target("amd64"),
            new TargetFiles(
                "arm64",
                List.of(
                    Publishing.directory("firmware", List.of(), List.of(), null, "gzip"),
                    Publishing.file("arm64.iso", null, null))));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void isThatOfOnePublish(Setup setup) throws Exception {
    CombineFixture release = new CombineFixture(directory);
    setup.change(release);
    release.publishEach();
    release.publish("oci:whole", "all");
    CombineReport report = release.combine();

    String tag = release.flavor == null ? "v1" : "v1-" + release.flavor;
    assertThat(new String(release.images().manifestBytes(tag)))
        .isEqualTo(new String(release.whole().manifestBytes(tag)));
    assertSameDocuments(release.images(), release.whole(), tag);
    assertAreImages(release.images());
    assertAreImages(release.whole());
    assertThat(report.index().digest())
        .isEqualTo(report.names().get(report.names().size() - 1).digest());
    release.publish("oci:images", "all");
    assertThat(release.combine().move().tagState())
        .as("after a publish")
        .isEqualTo(TagMove.State.PRESENT);
  }

  private static void assertSameDocuments(LayoutView images, LayoutView whole, String tag)
      throws IOException {
    for (JsonNode entry : new ObjectMapper().readTree(whole.manifestBytes(tag)).path("manifests")) {
      String digest = entry.path("digest").asText();
      byte[] manifest = whole.manifestBytes(digest);
      assertThat(images.manifestBytes(digest)).isEqualTo(manifest);
      String config = new ObjectMapper().readTree(manifest).at("/config/digest").asText();
      assertThat(images.blob(config)).isEqualTo(whole.blob(config));
    }
  }

  /** CRI-O mounts what has an artifact type as an artifact, not as an image. */
  private static void assertAreImages(LayoutView layout) throws IOException {
    for (String tag : layout.tags()) {
      JsonNode index = new ObjectMapper().readTree(layout.manifestBytes(tag));
      assertThat(index.path("manifests")).isNotEmpty();
      assertThat(index.findValue("artifactType")).isNull();
      for (JsonNode entry : index.path("manifests")) {
        JsonNode manifest =
            new ObjectMapper().readTree(layout.manifestBytes(entry.path("digest").asText()));
        assertThat(manifest.findValue("artifactType")).isNull();
        assertThat(manifest.at("/config/mediaType").asText())
            .isEqualTo("application/vnd.oci.image.config.v1+json");
      }
    }
  }

  @Test
  void theOrderOfLayersIsThatOfTheTargets() throws Exception {
    CombineFixture release = new CombineFixture(directory);
    release.publishEach();
    CombineReport first = release.combine();
    release.targets = targets("arm64", "amd64");
    CombineReport other = release.combine();

    assertThat(first.layers())
        .extracting(layer -> layer.target() + " " + layer.name())
        .containsExactly(
            "amd64 amd64.iso",
            "amd64 sha256sums-amd64.txt",
            "arm64 arm64.iso",
            "arm64 sha256sums-arm64.txt");
    assertThat(other.layers().get(0).target()).isEqualTo("arm64");
    assertThat(other.move().replacedDigest()).isEqualTo(first.index().digest());
    release.publish("oci:whole", "all");
    assertThat(release.images().manifestBytes("v1")).isEqualTo(release.whole().manifestBytes("v1"));
  }
}
