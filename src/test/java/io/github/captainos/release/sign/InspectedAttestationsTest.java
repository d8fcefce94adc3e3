package io.github.captainos.release.sign;

import static io.github.captainos.release.sign.SignedRelease.KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_PUBLIC;
import static io.github.captainos.release.sign.SignedRelease.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Manifest;
import io.github.captainos.report.InspectReport;
import io.github.captainos.support.Json;
import io.github.captainos.testing.ReportSchema;
import io.github.captainos.trust.Attachment.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code inspect} says of the attestations of an image. */
class InspectedAttestationsTest {
  private static final String SPDX = "https://spdx.dev/Document";
  private static final String CYCLONEDX = "https://cyclonedx.org/bom";
  private static final String SLSA = "https://slsa.dev/provenance/v1";

  @TempDir private Path directory;
  private SignedRelease release;

  @BeforeEach
  void createRelease() throws Exception {
    release = new SignedRelease(directory);
  }

  /** Returns each attestation in the report, as {@code kind type verified}. */
  private static List<String> attestations(InspectReport report) throws IOException {
    List<String> found = new ArrayList<>();
    for (JsonNode one : ReportSchema.json(report).path("attestations")) {
      found.add(
          one.path("kind").asText()
              + " "
              + one.path("predicateType").asText()
              + " "
              + one.path("verified").asBoolean());
    }
    return found;
  }

  private List<String> attestations(@Nullable String publicKey) throws Exception {
    return attestations(release.inspect("both", publicKey));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tag", "bundle", "both"})
  void theyAreClaimsUntilAKeyVerifiesThem(String format) throws Exception {
    release.attest();
    release.format = format;
    release.publish(KEY);
    release.demand(null);

    assertThat(attestations(release.inspect("amd64", null)))
        .containsExactlyInAnyOrder("sbom " + SPDX + " false", "provenance " + SLSA + " false");
    assertThat(attestations((String) null)).hasSize(3).allMatch(one -> one.endsWith(" false"));
    assertThat(attestations(PUBLIC))
        .containsExactlyInAnyOrder(
            "sbom " + SPDX + " true",
            "sbom " + CYCLONEDX + " true",
            "provenance " + SLSA + " true");
    assertThat(release.inspect("both", null).recap("report.json"))
        .contains("  Attested:  sbom, provenance (not verified)");
    assertThat(release.inspect("both", PUBLIC).recap("report.json"))
        .contains("  Attested:  sbom, provenance (verified)");
  }

  @Test
  void anImageWithoutAnyIsAttestedNothing() throws Exception {
    release.publish(KEY);

    assertThat(attestations(PUBLIC)).isEmpty();
    assertThat(release.inspect("both", null).recap("report.json")).contains("  Attested:  nothing");
  }

  @Test
  void thoseByAnotherKeyAreOnlyClaims() throws Exception {
    release.attest();
    release.sbomOfArm64 = null;
    release.provenance = false;
    release.publish(OTHER_KEY);
    release.sbomOfAmd64 = null;
    release.provenance = true;
    release.publish(KEY);
    release.demand(null);

    assertThat(attestations(PUBLIC))
        .containsExactlyInAnyOrder("sbom " + SPDX + " false", "provenance " + SLSA + " true");
    assertThat(release.inspect("both", PUBLIC).recap("report.json"))
        .contains("  Attested:  provenance (verified); sbom (not verified)");
    assertThat(attestations(PUBLIC + "," + OTHER_PUBLIC)).allMatch(one -> one.endsWith(" true"));
  }

  @Test
  void thoseOfOtherKindsAreNamedByTheirType() throws Exception {
    release.attest();
    release.format = "tag";
    release.publish(KEY);
    release.demand(null);
    ObjectNode json = release.attestations("v1").orElseThrow().json();
    ((ObjectNode) json.at("/layers/0/annotations")).put("predicateType", "https://example.org/x");
    ((ObjectNode) json.at("/layers/1/annotations")).remove("predicateType");
    ((ObjectNode) json.at("/layers/2/annotations")).put("predicateType", "x".repeat(5000));
    release
        .registry()
        .tag(release.attestationsTag("v1"), Manifest.of(Manifest.TYPE, Json.write(json)));

    assertThat(attestations((String) null))
        .containsExactly("null https://example.org/x false", "null null false");
    assertThat(release.inspect("both", null).recap("report.json"))
        .contains("  Attested:  https://example.org/x, of an unknown kind (not verified)");
    // the layer without an annotation states what it is
    assertThat(attestations(PUBLIC)).hasSize(3).filteredOn(one -> one.endsWith(" true")).hasSize(1);
  }

  @Test
  void whatCannotBeReadAsOneIsUnknownAndTheImageIsDescribed() throws Exception {
    release.publish(KEY);
    Manifest index = release.image("v1");
    release.registry().tag(release.attestationsTag("v1"), index);
    release.registry().tag(Form.PAYLOAD.tag(index.descriptor().digest()), index);

    InspectReport report = release.inspect("both", null);

    assertThat(report.recap("report.json"))
        .contains("  Signed by: unknown", "  Attested:  unknown");
    JsonNode json = ReportSchema.json(report);
    assertThat(json.path("attestations").isNull()).isTrue();
    assertThat(json.path("claimedKeys").isNull()).isTrue();
    assertThat(json.path("files")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sbom (verified); x", "sbom\" (verified); \"x", "sbom\u00a0（verified）；x"})
  void whatOthersHaveWrittenIsNotShownAsVerified(String type) throws Exception {
    release.attest();
    release.sbomOfArm64 = null;
    release.provenance = false;
    release.format = "tag";
    release.publish(OTHER_KEY);
    release.demand(null);
    release.publish(KEY);
    ObjectNode json = release.attestations("v1").orElseThrow().json();
    ((ObjectNode) json.at("/layers/0/annotations")).put("predicateType", type);
    release
        .registry()
        .tag(release.attestationsTag("v1"), Manifest.of(Manifest.TYPE, Json.write(json)));

    assertThat(release.inspect("both", PUBLIC).recap("report.json"))
        .contains(
            "  Attested:  sbom (verified); \""
                + type.replace("\"", "\\u0022")
                + "\" (not verified)");
  }
}
