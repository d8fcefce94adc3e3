package io.github.captainos.release.look;

import static io.github.captainos.testing.ReportSchema.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.DiffReport;
import io.github.captainos.testing.image.RawImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferTest extends LookFixture {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String AMD64 = "{\"os\":\"linux\",\"architecture\":\"amd64\"}";
  private static final String RISCV64 = "{\"os\":\"linux\",\"architecture\":\"riscv64\"}";
  private static final String S390X = "{\"os\":\"linux\",\"architecture\":\"s390x\"}";

  private static int fetched(DiffReport report) throws IOException {
    return json(report).at("/totals/fetch/count").asInt();
  }

  private Map<String, String> states(String tag, String withTag) throws Exception {
    Map<String, String> states = new LinkedHashMap<>();
    json(diff(tag, withTag, "both"))
        .path("files")
        .forEach(file -> states.put(file.path("name").asText(), file.path("state").asText()));
    return states;
  }

  @Test
  void eachFileIsSameChangedAddedOrRemovedAndNoneIsRead() throws Exception {
    publish("v1", "all");
    write("arm64.iso", "another ISO for arm64");
    write("firmware/new.txt", "new");
    Files.delete(directory.resolve("firmware/overlays/x.dtbo"));
    publish("v2", "all");
    deleteFiles();

    assertThat(states("v1", "v2"))
        .containsExactly(
            Map.entry("amd64.iso", "same"),
            Map.entry("sha256sums-amd64.txt", "same"),
            Map.entry("arm64.iso", "changed"),
            Map.entry("firmware/config.txt", "same"),
            Map.entry("firmware/new.txt", "added"),
            Map.entry("sha256sums-arm64.txt", "changed"),
            Map.entry("firmware/overlays/x.dtbo", "removed"));
    JsonNode totals = json(diff("v1", "v2", "both")).path("totals");
    assertThat(totals.at("/same").asInt()).isEqualTo(3);
    assertThat(totals.at("/fetch/count").asInt()).isEqualTo(3);
    assertThat(totals.at("/fetch/bytes").asLong()).isEqualTo(3 * 10_240);
    assertThat(totals.at("/layers/count").asInt()).isEqualTo(5);
    assertThat(fetched(diff("v1", "v2", "amd64"))).isZero();
  }

  @Test
  void aReleaseComparedWithItselfIsTheSame() throws Exception {
    publish("v1", "all");

    assertThat(states("v1", "v1").values()).containsOnly("same");
    assertThat(diff("v1", "v1", "both").notes().orElseThrow()).contains("No file has changed.");
  }

  @Test
  void aFileThatIsCompressedOtherwiseIsTheSameButFetched() throws Exception {
    publish("v1", "all");
    compression = "gzip";
    publish("v2", "all");

    assertThat(states("v1", "v2").values()).containsOnly("same");
    assertThat(fetched(diff("v1", "v2", "both"))).isEqualTo(3);
  }

  @Test
  void aDirectoryWhoseFilesAreTheSameHasChangedOtherwise() throws Exception {
    publish("v1", "all");
    Files.createDirectory(directory.resolve("firmware/empty"));
    publish("v2", "all");

    assertThat(states("v1", "v2"))
        .containsEntry("firmware/config.txt", "same")
        .containsEntry("firmware", "changed");
    assertThat(diff("v1", "v2", "both").notes().orElseThrow())
        .contains("| changed | <code>firmware</code> | 10.0 KiB | 10.0 KiB |")
        .doesNotContain("No file has changed.");
    compression = "gzip";
    publish("v3", "all");
    assertThat(states("v2", "v3")).doesNotContainKey("firmware");
  }

  @Test
  void withoutChecksumsLayersAreCompared() throws Exception {
    checksums = false;
    publish("v1", "all");
    write("firmware/config.txt", "arm_64bit=0");
    publish("v2", "all");

    assertThat(states("v1", "v2"))
        .isEqualTo(Map.of("amd64.iso", "same", "arm64.iso", "same", "firmware", "changed"));
  }

  @Test
  void whereOnlyOneHasChecksumsADirectoryIsComparedAsAWhole() throws Exception {
    publish("v1", "all");
    checksums = false;
    publish("v2", "all");
    assertThat(states("v1", "v2"))
        .containsEntry("firmware/config.txt", "same")
        .containsEntry("sha256sums-arm64.txt", "removed")
        .doesNotContainValue("changed");

    write("firmware/config.txt", "arm_64bit=0");
    publish("v3", "all");
    assertThat(states("v1", "v3"))
        .containsEntry("firmware", "changed")
        .containsEntry("arm64.iso", "same")
        .doesNotContainKey("firmware/config.txt");
    assertThat(states("v3", "v1")).containsEntry("firmware", "changed");
  }

  @Test
  void anImageOfAnotherPublisherIsComparedByItsLayers() throws Exception {
    put("v1", Map.of(layers("base", "one"), AMD64));
    put("v2", Map.of(layers("base", "two"), AMD64));

    assertThat(states("v1", "v2"))
        .containsExactly(
            Map.entry(RawImage.digest("base".getBytes(UTF_8)), "same"),
            Map.entry(RawImage.digest("two".getBytes(UTF_8)), "added"),
            Map.entry(RawImage.digest("one".getBytes(UTF_8)), "removed"));
  }

  @Test
  void theVariantV8OfArm64NeedNotBeNamed() throws Exception {
    String arm64 = AMD64.replace("amd64", "arm64");
    put("v1", Map.of(layers("one"), arm64));
    put("v2", Map.of(layers("two"), arm64.replace("}", ",\"variant\":\"v8\"}")));

    assertThat(diff("v1", "v2", "both").platform()).startsWith("linux/arm64");
    assertThat(diff("v2", "v1", "both").platform()).startsWith("linux/arm64");
  }

  @Test
  void thePlatformIsOneThatBothHave() throws Exception {
    Map<RawImage, String> first = new LinkedHashMap<>();
    first.put(layers("amd64"), AMD64);
    first.put(layers("one"), S390X);
    put("v1", first);
    put("v2", Map.of(layers("two"), S390X));
    put("v3", Map.of(layers("three"), RISCV64));

    assertThat(diff("v1", "v2", "both").platform()).isEqualTo("linux/s390x");
    assertThat(diff("v2", "v1", "both").platform()).isEqualTo("linux/s390x");
    assertThatThrownBy(() -> diff("v2", "v3", "both"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(":v3 is not for the platform linux/s390x")
        .hasMessageContaining("captain.platform");
    platform = "linux/amd64";
    assertThatThrownBy(() -> diff("v1", "v2", "both"))
        .hasMessageContaining(":v2 is not for the platform 'linux/amd64'");
  }

  private static RawImage layers(String... contents) {
    RawImage image = new RawImage();
    for (String content : contents) {
      image.layer(content.getBytes(UTF_8));
    }
    return image;
  }

  /** Adds an index to the layout. */
  private void put(String tag, Map<RawImage, String> images) throws Exception {
    Path file = layout.resolve("index.json");
    String before = Files.exists(file) ? Files.readString(file) : null;
    for (RawImage image : images.keySet()) {
      image.writeBlobs(layout);
    }
    RawImage.writeTag(layout, tag, RawImage.index(images, INDEX), INDEX);
    if (before != null) {
      String added = Files.readString(file).replaceFirst("(?s).*\"manifests\":\\[", "");
      Files.writeString(file, before.replaceFirst("]}$", "," + added.replace("$", "\\$")));
    }
  }

  @Test
  void bothReleasesHaveToBeSignedIfAKeyIsGiven() throws Exception {
    publish("v1", "all");
    signKey = "openssl.pem";
    publish("v2", "all");
    publicKey = "openssl.pub";

    assertThatThrownBy(() -> diff("v1", "v2", "both"))
        .hasMessageContaining("Images have no valid signature");
    assertThat(json(diff("v2", "v2", "both")).at("/from/key").asText()).hasSize(44);
  }

  @Test
  void mistakesAreErrors() throws Exception {
    publish("v1", "all");

    assertMistake(null, "There is no release to compare with. Set captain.withTag");
    assertMistake("a b", "Set another captain.withTag");
    assertMistake(
        "v9",
        "There is no image oci:images/captain/os/artifacts:v9. Publish first, or set"
            + " captain.withTag");
  }

  private void assertMistake(@Nullable String withTag, String message) {
    assertThatThrownBy(() -> diff("v1", withTag, "both"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(message);
  }
}
