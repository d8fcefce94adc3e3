package io.github.captainos.release.sign;

import static io.github.captainos.release.sign.SignedRelease.CYCLONEDX;
import static io.github.captainos.release.sign.SignedRelease.KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_PUBLIC;
import static io.github.captainos.release.sign.SignedRelease.PUBLIC;
import static io.github.captainos.release.sign.SignedRelease.SPDX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.image.DirectoryTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the attestations of a combined image that was made of images in a registry. */
class CombinedAttestationsTest {
  @TempDir private Path directory;
  @TempDir private Path other;
  private SignedRelease release;

  @BeforeEach
  void createRelease() throws Exception {
    release = new SignedRelease(directory);
    release.attest();
  }

  private void publishEach() throws Exception {
    release.publish(KEY, "amd64");
    release.publish(KEY, "arm64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tag", "bundle", "both"})
  void theSbomsOfItsTargetsAreThoseOfAPublish(String format) throws Exception {
    release.format = format;
    publishEach();
    release.provenance = false;
    release.format = "tag";
    release.combine(KEY, null);

    SignedRelease whole = new SignedRelease(other);
    whole.attest();
    whole.provenance = false;
    whole.publish(KEY);
    assertThat(release.image("v1").descriptor()).isEqualTo(whole.image("v1").descriptor());
    assertThat(release.statements("v1"))
        .isEqualTo(whole.statements("v1"))
        .hasSize(2)
        .anyMatch(one -> one.endsWith(SPDX + "}"))
        .anyMatch(one -> one.endsWith(CYCLONEDX + "}"));
  }

  @Test
  void itsProvenanceNamesTheImagesThatItIsMadeOf() throws Exception {
    publishEach();
    release.combine(KEY, null);
    List<String> statements = release.statements("v1");
    assertThat(statements).hasSize(3);
    JsonNode definition =
        new ObjectMapper().readTree(statements.get(2)).at("/predicate/buildDefinition");
    assertThat(definition.path("buildType").asText()).endsWith("provenance.md#combine");
    assertThat(definition.at("/resolvedDependencies/0/digest/gitCommit").asText())
        .isEqualTo(release.commit);
    for (int i = 1; i <= 2; i++) {
      JsonNode image = definition.at("/resolvedDependencies/" + i);
      String tag = i == 1 ? "v1-amd64" : "v1-arm64";
      assertThat(image.path("name").asText()).isEqualTo("captain/os/artifacts:" + tag);
      assertThat(image.at("/digest/sha256").asText())
          .isEqualTo(release.image(tag).descriptor().digest().getHash());
    }
    release.demand("sbom,provenance");
    release.verify(PUBLIC);
  }

  @Test
  void itsProvenanceNamesTheSourceThatTheImagesName() throws Exception {
    Queue<String> logged = LoggedErrors.keepLines();
    publishEach();
    logged.clear();
    release.combine(KEY, null);
    assertThat(release.statements("v1")).noneMatch(one -> one.contains("git+"));
    assertThat(logged.stream().filter(line -> line.startsWith("warn")))
        .containsExactly(
            "warn The provenance names no source repository, since the targets' images name none."
                + " Set <scm><url> in the POM that they are published with.");

    release.source = "https://example.org/os";
    publishEach();
    logged.clear();
    release.combine(KEY, null);
    assertThat(release.statements("v1"))
        .anyMatch(one -> one.contains("{\"uri\":\"git+https://example.org/os\""));
    assertThat(logged).noneMatch(line -> line.startsWith("warn"));
  }

  @Test
  void combiningAgainWritesNothing() throws Exception {
    publishEach();
    release.combine(KEY, null);
    Map<String, String> before = DirectoryTree.of(directory.resolve("images"));
    release.combine(KEY, null);
    assertThat(DirectoryTree.of(directory.resolve("images"))).isEqualTo(before);
  }

  @Test
  void anSbomThatIsNotTrustedIsNotCarriedOver() throws Exception {
    release.provenance = false;
    release.publish(OTHER_KEY, "arm64");
    release.sbomOfArm64 = null;
    publishEach();
    release.combine(KEY, null);
    assertThat(release.statements("v1")).singleElement().asString().endsWith(SPDX + "}");
    release.combine(KEY, OTHER_PUBLIC);
    assertThat(release.statements("v1")).hasSize(2);
  }

  @Test
  void anSbomOfAnotherImageIsNotCarriedOver() throws Exception {
    release.format = "tag";
    publishEach();
    Manifest attestations = release.attestations("v1-amd64").orElseThrow();
    release.registry().tag(release.attestationsTag("v1-arm64"), attestations);
    release.provenance = false;
    release.combine(KEY, null);
    assertThat(release.statements("v1")).singleElement().asString().endsWith(SPDX + "}");
    release.demand("sbom");
    assertThatThrownBy(() -> release.combine(KEY, PUBLIC))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(":v1-arm64 (sha256:")
        .hasMessageContaining("it is for another image");
  }

  @Test
  void whatIsNoSbomIsNotCarriedOver() throws Exception {
    release.sbomOfAmd64 = null;
    release.sbomOfArm64 = null;
    publishEach();
    release.provenance = false;
    release.combine(KEY, null);
    assertThat(release.attestations("v1")).isEmpty();
  }

  @Test
  void withoutAKeyNothingIsAttested() throws Exception {
    publishEach();
    release.provenance = false;
    release.combine(null, PUBLIC);
    assertThat(release.attestations("v1")).isEmpty();
  }

  @Test
  void anSbomThatChangesIsAddedToTheCombinedImage() throws Exception {
    publishEach();
    release.combine(KEY, null);
    Files.writeString(directory.resolve("amd64.spdx.json"), "{\"spdxVersion\":\"SPDX-2.2\"}");
    release.publish(KEY, "amd64");
    release.combine(KEY, null);
    assertThat(release.statements("v1")).hasSize(4);
  }
}
