package io.github.captainos.release.sign;

import static io.github.captainos.release.sign.SignedRelease.KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_PUBLIC;
import static io.github.captainos.release.sign.SignedRelease.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.support.Json;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.trust.Attachment.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of goals that demand attestations, in layouts that others may write to. */
class RequiredAttestationsTest {
  private static final String SPDX = "https://spdx.dev/Document";

  @TempDir private Path directory;
  private SignedRelease release;

  @BeforeEach
  void createRelease() throws Exception {
    release = new SignedRelease(directory);
    release.attest();
    release.format = "tag";
  }

  private static void refused(ThrowingCallable goal, String... texts) {
    assertThatThrownBy(goal).isInstanceOf(ReleaseException.class).hasMessageContainingAll(texts);
  }

  /** Changes the manifest with the attestations of the combined image. */
  private void change(Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = release.attestations("v1").orElseThrow().json();
    change.accept(json);
    release
        .registry()
        .tag(release.attestationsTag("v1"), Manifest.of(Manifest.TYPE, Json.write(json)));
  }

  @Test
  void everyGoalReadsAnImageThatHasThem() throws Exception {
    release.publish(KEY);
    release.demand("sbom, provenance");
    assertThat(release.verify(PUBLIC).images())
        .allSatisfy(
            image -> assertThat(image.attestations()).containsExactly("sbom", "provenance"));
    release.pull(OTHER_PUBLIC + "," + PUBLIC);
    release.tagAll("v2", null, PUBLIC, true);
    release.copy("copies", null, PUBLIC);
    release.combine(null, PUBLIC);
  }

  @Test
  void aNewTagAndACopyKeepTheAttestations() throws Exception {
    release.publish(KEY);
    release.demand("sbom,provenance");
    release.copy("copies", KEY, PUBLIC);
    release.verify("copies", PUBLIC);
    release.tagAll("v2", KEY, PUBLIC);
    release.tag = "v2";
    release.verify(PUBLIC);
  }

  @Test
  void eachImageAndEachKindThatIsMissingIsNamed() throws Exception {
    release.provenance = false;
    release.sbomOfArm64 = null;
    release.publish(KEY);
    release.demand("provenance,sbom");
    refused(
        () -> release.verify(PUBLIC),
        "captain.requireAttestations demands",
        "artifacts:v1-amd64 (sha256:",
        "artifacts:v1-arm64 (sha256:",
        "artifacts:v1 (sha256:",
        " has no attestation of the kind sbom",
        " has no attestation of the kind provenance");
    assertThatThrownBy(() -> release.verify(PUBLIC))
        .message()
        .matches(message -> message.split("of the kind provenance", -1).length == 4)
        .matches(message -> message.split("of the kind sbom", -1).length == 2);
  }

  @Test
  void nothingIsWrittenWithoutThem() throws Exception {
    release.provenance = false;
    release.publish(KEY);
    release.demand("provenance");
    Map<String, String> before = DirectoryTree.of(directory.resolve("images"));
    refused(() -> release.pull(PUBLIC), "No file was written.");
    refused(() -> release.tagAll("v2", KEY, PUBLIC), "No tag has moved.");
    refused(() -> release.combine(KEY, PUBLIC), "No tag has moved.");
    refused(() -> release.copy("copies", KEY, PUBLIC), "No tag has moved.");
    assertThat(DirectoryTree.of(directory.resolve("images"))).isEqualTo(before);
    assertThat(directory.resolve("pulled")).doesNotExist();
  }

  @Test
  void anAttestationByAnotherKeyIsNone() throws Exception {
    release.publish(OTHER_KEY);
    release.demand(null);
    release.sbomOfAmd64 = null;
    release.sbomOfArm64 = null;
    release.publish(KEY);
    release.demand("sbom");
    refused(
        () -> release.pull(PUBLIC),
        "has attestations of the kind sbom, but none is valid: it was signed with another key");
    release.pull(PUBLIC + "," + OTHER_PUBLIC);
  }

  @Test
  void anAttestationOfAnotherImageIsNone() throws Exception {
    release.publish(KEY);
    release
        .registry()
        .tag(release.attestationsTag("v1"), release.attestations("v1-amd64").orElseThrow());
    release.demand("sbom,provenance");
    refused(
        () -> release.pull(PUBLIC),
        "kind sbom, but none is valid: it is for another image, sha256:",
        "kind provenance, but none is valid: it is for another image, sha256:");
  }

  @Test
  void aTamperedAttestationIsNone() throws Exception {
    release.publish(KEY);
    Registry registry = release.registry();
    ObjectNode json = release.attestations("v1").orElseThrow().json();
    for (var layer : json.path("layers")) {
      if (layer.at("/annotations/predicateType").asText().equals(SPDX)) {
        String payload = release.statements("v1").get(0).replace("SPDX-2.3", "SPDX-2.2");
        String envelope =
            "{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\""
                + Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + "\",\"signatures\":[{\"sig\":\"MEUCIQ==\"}]}";
        Manifest blob = Manifest.of("application/vnd.dsse.envelope.v1+json", envelope.getBytes());
        registry.pushBlob(blob);
        ((ObjectNode) layer).put("digest", blob.descriptor().digest().toString());
        ((ObjectNode) layer).put("size", blob.descriptor().size());
      } else {
        ((ObjectNode) layer.path("annotations")).put("predicateType", "https://example.org/x");
      }
    }
    registry.tag(release.attestationsTag("v1"), Manifest.of(Manifest.TYPE, Json.write(json)));
    release.demand("sbom");
    refused(
        () -> release.pull(PUBLIC), "none is valid: it was signed with another key, or changed");
  }

  @Test
  void anAnnotationDoesNotMakeOneKindAnother() throws Exception {
    release.sbomOfAmd64 = null;
    release.sbomOfArm64 = null;
    release.publish(KEY);
    change(json -> ((ObjectNode) json.at("/layers/0/annotations")).put("predicateType", SPDX));
    release.demand("sbom");
    refused(
        () -> release.pull(PUBLIC),
        "it is annotated as https://spdx.dev/Document, but states https://slsa.dev/provenance/v1");
  }

  @Test
  void anAttestationWithoutAnAnnotationIsRead() throws Exception {
    release.publish(KEY);
    change(
        json -> json.path("layers").forEach(layer -> ((ObjectNode) layer).remove("annotations")));
    release.demand("sbom,provenance");
    release.pull(PUBLIC);
  }

  @Test
  void largeAttestationsAreNotFetched() throws Exception {
    release.publish(KEY);
    change(
        json -> json.path("layers").forEach(layer -> ((ObjectNode) layer).put("size", 30 << 20)));
    release.demand("sbom");
    refused(() -> release.pull(PUBLIC), "none is valid: it is larger than 22 MiB");
  }

  @Test
  void manyAttestationsAreAnError() throws Exception {
    release.publish(KEY);
    change(
        json -> {
          ArrayNode layers = (ArrayNode) json.path("layers");
          while (layers.size() < 129) {
            layers.add(layers.get(0));
          }
        });
    release.demand("sbom");
    refused(
        () -> release.pull(PUBLIC),
        "looking up its attestations failed: what the tag " + release.attestationsTag("v1"),
        " cannot be used: it has 129 attestations, which is more than 128. Delete this tag",
        "No file was written.");
  }

  @Test
  void anIndexUnderTheTagOfAttestationsIsAnError() throws Exception {
    release.publish(KEY);
    release.registry().tag(release.attestationsTag("v1"), release.image("v1"));
    release.demand("sbom");
    refused(
        () -> release.pull(PUBLIC),
        "looking up its attestations failed: what the tag "
            + release.attestationsTag("v1")
            + " refers to cannot be used: it is an index, not a manifest with attestations. Delete"
            + " this tag, and make the attestations again. No file was written.");
    release.demand(null);
    release.pull(PUBLIC);
    refused(
        () -> release.publish(KEY), "attesting it failed: what the tag sha256-", "Delete this tag");
  }

  @Test
  void attestationsAreNoSignatures() throws Exception {
    release.publish(KEY);
    Manifest attestations = release.attestations("v1").orElseThrow();
    release
        .registry()
        .tag(Form.PAYLOAD.tag(release.image("v1").descriptor().digest()), attestations);
    release.demand(null);
    refused(() -> release.pull(PUBLIC), "is not signed");
  }

  @Test
  void demandsAreCheckedBeforeAnythingIsRead() {
    release.demand("sbom,slsa");
    refused(
        () -> release.verify(PUBLIC),
        "captain.requireAttestations must be sbom, provenance or both with a comma, not"
            + " 'sbom,slsa'");
    release.demand("sbom,");
    refused(() -> release.verify(PUBLIC), "must be sbom, provenance or both", "not 'sbom,'");
    release.demand("sboms");
    refused(() -> release.verify(PUBLIC), "Did you mean sbom?");
    release.demand("sbom");
    refused(
        () -> release.pull(null), "captain.requireAttestations is 'sbom'", "Set captain.publicKey");
  }
}
