package io.github.captainos.release.look;

import static io.github.captainos.testing.ReportSchema.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.InspectReport;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class InspectorTest extends LookFixture {

  private static String sha256(String content) {
    return RawImage.digest(content.getBytes(UTF_8)).substring("sha256:".length());
  }

  private static Map<String, String> sums(JsonNode report) {
    Map<String, String> sums = new LinkedHashMap<>();
    report
        .path("files")
        .forEach(file -> sums.put(file.path("name").asText(), file.path("sha256").asText()));
    return sums;
  }

  @Test
  void eachFileHasItsChecksumAndNoFileIsRead() throws Exception {
    publish("v1", "all");
    deleteFiles();

    JsonNode report = json(inspect("v1", "both"));

    assertThat(sums(report))
        .containsEntry("amd64.iso", sha256("the ISO for amd64"))
        .containsEntry("arm64.iso", sha256("the ISO for arm64"))
        .containsEntry("firmware/config.txt", sha256("arm_64bit=1"))
        .containsEntry("firmware/overlays/x.dtbo", sha256("an overlay"))
        .containsKeys("sha256sums-amd64.txt", "sha256sums-arm64.txt")
        .hasSize(6)
        .doesNotContainValue("null");
    assertThat(report.at("/files/0/size").asLong()).isEqualTo(10_240);
    assertThat(report.at("/files/0/layer/size").asLong()).isEqualTo(10_240);
    assertThat(report.at("/files/0/compression").asText()).isEqualTo("none");
    assertThat(report.at("/files/4/name").asText()).isEqualTo("firmware/overlays/x.dtbo");
    assertThat(report.at("/files/4/size").isNull()).isTrue();
    assertThat(report.path("layers")).hasSize(5);
    assertThat(report.path("platforms")).hasSize(2);
    assertThat(report.path("sharedLayers").asBoolean()).isTrue();
    assertThat(report.at("/revision").asText()).isEqualTo("1234567");
    assertThat(report.at("/created").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(report.at("/annotations").path("org.opencontainers.image.version").asText())
        .isEqualTo("v1");
    assertThat(report.at("/release/complete").asBoolean()).isTrue();
    assertThat(report.at("/release/images")).hasSize(3);
  }

  @Test
  void compressedLayersAreInspectedAlike() throws Exception {
    compression = "zstd";
    publish("v1", "all");

    JsonNode report = json(inspect("v1", "arm64"));

    assertThat(sums(report))
        .containsEntry("arm64.iso", sha256("the ISO for arm64"))
        .containsEntry("firmware/config.txt", sha256("arm_64bit=1"));
    assertThat(report.at("/files/0/compression").asText()).isEqualTo("zstd");
    assertThat(report.path("release").isNull()).isTrue();
  }

  @Test
  void withoutChecksumFilesTheyAreUnknown() throws Exception {
    checksums = false;
    publish("v1", "all");
    deleteFiles();

    assertThat(sums(json(inspect("v1", "both"))))
        .isEqualTo(Map.of("amd64.iso", "null", "arm64.iso", "null", "firmware", "null"));
  }

  @Test
  void aFlavorIsInspectedUnderItsTag() throws Exception {
    flavor = "pi";
    publish("v1", "all");

    assertThat(inspect("v1", "both").image().reference()).endsWith(":v1-pi");
    assertThat(sums(json(inspect("v1", "arm64")))).containsKey("sha256sums-pi-arm64.txt");
  }

  @Test
  void whatIsMissingOfAReleaseIsNamed() throws Exception {
    publish("v1", "amd64");
    assertThatThrownBy(() -> inspect("v1", "both"))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "There is no image oci:images/captain/os/artifacts:v1. The release has images of amd64,"
                + " which are not combined: set captain.target to one of them.");
    assertThatThrownBy(() -> inspect("v2", "both"))
        .hasMessageContaining(
            "There is no image oci:images/captain/os/artifacts:v2. Publish first, or set"
                + " captain.tag");
    assertThatThrownBy(() -> inspect("v1", "riscv64")).hasMessageContaining("captain.targets");

    publish("v1", "both");
    JsonNode release = json(inspect("v1", "both")).path("release");
    assertThat(release.path("complete").asBoolean()).isFalse();
    assertThat(release.path("missing")).extracting(JsonNode::asText).containsExactly("arm64");
  }

  @Test
  void aCombinedImageOfOtherLayersIsFoundOutWithTheTargetThatIsNewer() throws Exception {
    publish("v1", "all");
    write("arm64.iso", "another ISO for arm64");
    publish("v1", "arm64");

    JsonNode release = json(inspect("v1", "both")).path("release");
    assertThat(release.path("hasOtherLayers").asBoolean()).isTrue();
    assertThat(release.path("complete").asBoolean()).isFalse();
    assertThat(inspect("v1", "both").recap("inspect.json"))
        .contains("  Release:   arm64 is newer than combined (amd64, arm64): run captain:combine");

    created = Instant.EPOCH.plusSeconds(1);
    write("arm64.iso", "a third ISO for arm64");
    publish("v1", "both");
    assertThat(inspect("v1", "both").recap("inspect.json"))
        .as("the combined image was created later")
        .contains("  Release:   combined has other layers (amd64, arm64)");
  }

  @Test
  void signaturesAreClaimsUntilAKeyVerifiesThem() throws Exception {
    publish("v1", "all");
    assertThat(json(inspect("v1", "both")).path("claimedKeys")).isEmpty();

    signKey = "openssl.pem";
    publish("v1", "all");
    JsonNode claims = json(inspect("v1", "both"));
    assertThat(claims.path("key").isNull()).isTrue();
    assertThat(claims.path("claimedKeys")).hasSize(2);
    assertThat(claims.at("/claimedKeys/1").isNull()).as("payloads name no key").isTrue();

    publicKey = "openssl.pub";
    JsonNode verified = json(inspect("v1", "both"));
    assertThat(verified.path("key")).isEqualTo(claims.at("/claimedKeys/0"));
    assertThat(verified.path("claimedKeys").isNull()).isTrue();

    publicKey = "cosign.pub";
    assertThatThrownBy(() -> inspect("v1", "both"))
        .hasMessageContaining("Images have no valid signature");
  }

  /** A layer with a file of checksums that another program has written. */
  private void putChecksums(String content) throws Exception {
    new RawImage()
        .titledLayer("not even an archive".getBytes(UTF_8), "vmlinuz.tar")
        .titledLayer(new Tar().file("sha256sums-x.txt", content).bytes(), "sha256sums-x.txt.tar")
        .layer("more".getBytes(UTF_8), "application/vnd.docker.image.rootfs.diff.tar.gzip")
        .writeTo(layout, "v1");
  }

  @Test
  void anImageOfAnotherPublisherIsDescribedAsFarAsItGoes() throws Exception {
    putChecksums(sha256("x").toUpperCase(Locale.ROOT) + " *./vmlinuz\r\n");

    JsonNode report = json(inspect("v1", "both"));

    assertThat(sums(report)).containsEntry("vmlinuz", sha256("x")).hasSize(2);
    assertThat(report.path("platform").isNull()).isTrue();
    assertThat(report.path("created").isNull()).isTrue();
    assertThat(report.at("/layers/2/name").isNull()).isTrue();
    assertThat(report.at("/layers/2/compression").asText()).isEqualTo("gzip");
    assertThat(report.at("/release/missing")).hasSize(2);
  }

  @Test
  void platformsMayHaveLayersOfTheirOwn() throws Exception {
    Map<RawImage, String> images = new LinkedHashMap<>();
    for (String architecture : List.of("amd64", "arm64")) {
      RawImage image = new RawImage().layer(architecture.getBytes(UTF_8));
      image.writeBlobs(layout);
      images.put(image, "{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}");
    }
    String index = "application/vnd.oci.image.index.v1+json";
    RawImage.writeTag(layout, "v1", RawImage.index(images, index), index);
    platform = "linux/arm64";

    JsonNode report = json(inspect("v1", "both"));

    assertThat(report.path("platform").asText()).isEqualTo("linux/arm64");
    assertThat(report.path("sharedLayers").asBoolean(true)).isFalse();
    assertThat(report.at("/layers/0/digest").asText())
        .isEqualTo(RawImage.digest("arm64".getBytes(UTF_8)));
  }

  @Test
  void checksumsThatAreNoneOrContradictEachOtherAreUnknown() throws Exception {
    for (String content :
        List.of(
            "<html>",
            sha256("x") + "  vmlinuz\n" + sha256("y") + "  vmlinuz\n",
            sha256("x") + "  ../vmlinuz\n",
            sha256("x") + "  vmlinuz\u001b[2J\n",
            (sha256("x") + "  a/b\n").repeat(200_000))) {
      putChecksums(content);
      assertThat(sums(json(inspect("v1", "both")))).containsEntry("vmlinuz", "null");
    }
  }

  @Test
  void aLayerThatOnlyCallsItselfAChecksumFileIsNotReadIfItIsLarge() throws Exception {
    new RawImage().titledLayer(new byte[17 << 20], "sha256sums-x.txt.tar").writeTo(layout, "v1");
    deleteFiles();
    try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
      assertThat(blobs).hasSize(2);
    }

    assertThat(sums(json(inspect("v1", "both")))).containsEntry("sha256sums-x.txt", "null");
  }

  @Test
  void aCompressedChecksumFileThatIsTooLargeIsNotUsed() throws Exception {
    byte[] archive = new Tar().file("sha256sums-x.txt", new byte[17 << 20], 0644).bytes();
    new RawImage().titledLayer(Tar.gzip(archive), "sha256sums-x.txt.tar").writeTo(layout, "v1");
    Queue<String> logged = LoggedErrors.keepLines();

    assertThat(sums(json(inspect("v1", "both")))).containsEntry("sha256sums-x.txt", "null");
    assertThat(String.join("", logged))
        .contains("sha256sums-x.txt cannot be used (it unpacks to more than 16777216 bytes), so");
  }

  @Test
  void aChecksumFileWithOtherBytesIsAnError() throws Exception {
    publish("v1", "all");
    String layer = json(inspect("v1", "amd64")).at("/files/1/layer/digest").asText().substring(7);
    Files.writeString(layout.resolve("blobs/sha256").resolve(layer), "x".repeat(10_240));

    assertThatThrownBy(() -> inspect("v1", "amd64"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("reading the checksums failed: the bytes received are not those of");
  }

  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private static String entry(String type, String document, String platform) {
    byte[] bytes = document.getBytes(UTF_8);
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":%s}"
        .formatted(type, RawImage.digest(bytes), bytes.length, platform);
  }

  private static String index(String... entries) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
        .formatted(INDEX, String.join(",", entries));
  }

  private static String platform(String architecture) {
    return "{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}";
  }

  /** Stores an image with a layer of its own, and returns the entry of its manifest. */
  private String manifest(String architecture, String layer) throws Exception {
    RawImage image = new RawImage().layer(layer.getBytes(UTF_8));
    image.writeBlobs(layout);
    return entry(
        "application/vnd.oci.image.manifest.v1+json", image.manifest(), platform(architecture));
  }

  private void putIndexes(String inner, String... outer) throws Exception {
    RawImage.writeTag(layout, "inner", inner, INDEX);
    RawImage.writeTag(layout, "v1", index(outer), INDEX);
  }

  private static List<String> platforms(InspectReport report) {
    return report.recap("report.json").stream()
        .filter(line -> line.contains("Platforms:") || line.contains("Files of:"))
        .toList();
  }

  @Test
  void thePlatformsOfAnIndexInAnIndexAreThoseThatItHas() throws Exception {
    platform = "linux/amd64";
    String inner = index(manifest("amd64", "x"), manifest("arm64", "y"));
    putIndexes(inner, entry(INDEX, inner, platform("amd64")), manifest("s390x", "x"));
    assertThat(platforms(inspect("v1", "both")))
        .containsExactly(
            "  Platforms: linux/amd64, linux/arm64, linux/s390x", "  Files of:  linux/amd64");
    JsonNode report = json(inspect("v1", "both"));
    assertThat(report.at("/platforms/0/digest")).isEqualTo(report.at("/manifest/digest"));

    inner = index(manifest("amd64", "x"), manifest("arm64", "x"));
    putIndexes(inner, entry(INDEX, inner, platform("amd64")));
    assertThat(platforms(inspect("v1", "both")))
        .as("all have these layers")
        .containsExactly("  Platforms: linux/amd64, linux/arm64");
  }

  @Test
  void itIsNotKnownWhetherAnotherIndexHasTheSameLayers() throws Exception {
    platform = "linux/s390x";
    String inner = index(manifest("amd64", "x"));
    putIndexes(inner, entry(INDEX, inner, platform("amd64")), manifest("s390x", "x"));
    assertThat(platforms(inspect("v1", "both")))
        .containsExactly("  Platforms: linux/amd64, linux/s390x", "  Files of:  linux/s390x");
    assertThat(json(inspect("v1", "both")).path("sharedLayers").isNull()).isTrue();
  }
}
