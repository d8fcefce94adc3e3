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
import io.github.captainos.registry.Registry;
import io.github.captainos.release.AttestedImage;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Signatures;
import io.github.captainos.release.Tasks;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.trust.Predicate;
import io.github.captainos.trust.Sbom;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the attestations of a release, and of goals that demand them. */
class AttestedReleaseTest {
  private static final String COMMIT = "12".repeat(20);

  @TempDir private Path directory;
  private SignedRelease release;

  @BeforeEach
  void writeSboms() throws Exception {
    release = new SignedRelease(directory);
    release.attest();
  }

  private static void refused(ThrowingCallable goal, String... texts) {
    assertThatThrownBy(goal).isInstanceOf(ReleaseException.class).hasMessageContainingAll(texts);
  }

  private Map<String, String> stored() throws IOException {
    return DirectoryTree.of(directory.resolve("images"));
  }

  @Test
  void eachImageHasItsSbomAndItsProvenance() throws Exception {
    release.publish(KEY);
    assertThat(release.statements("v1-amd64"))
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo(
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":"
                + "\"captain/os/artifacts\",\"digest\":{\"sha256\":\""
                + release.image("v1-amd64").descriptor().digest().getHash()
                + "\"}}],\"predicateType\":\"https://spdx.dev/Document\",\"predicate\":"
                + SPDX
                + "}");
    assertThat(release.statements("v1"))
        .hasSize(3)
        .anyMatch(one -> one.endsWith(SPDX + "}"))
        .anyMatch(one -> one.endsWith(CYCLONEDX + "}"));
    JsonNode provenance =
        new ObjectMapper().readTree(release.statements("v1").get(2)).path("predicate");
    assertThat(provenance.at("/buildDefinition/externalParameters/reference").asText())
        .isEqualTo("captain/os/artifacts:v1");
    assertThat(provenance.at("/buildDefinition/externalParameters/targets"))
        .extracting(target -> target.path("name").asText())
        .containsExactly("amd64", "arm64");
    assertThat(provenance.at("/buildDefinition/externalParameters/targets/0/files"))
        .extracting(file -> file.path("name").asText())
        .containsExactly("amd64.iso");
    assertThat(provenance.at("/buildDefinition/resolvedDependencies/0/digest/gitCommit").asText())
        .isEqualTo(COMMIT);
    assertThat(provenance.at("/buildDefinition/internalParameters")).isEmpty();
    assertThat(provenance.at("/runDetails/builder/id").asText()).endsWith("#unknown-builder");
  }

  @Test
  void provenanceWithoutASourceNamesTheCommitAloneAndIsAWarning() throws Exception {
    Queue<String> logged = LoggedErrors.keepLines();
    release.publish(KEY);
    JsonNode definition =
        new ObjectMapper()
            .readTree(release.statements("v1").get(2))
            .at("/predicate/buildDefinition");
    assertThat(definition.path("externalParameters").has("source")).isFalse();
    assertThat(definition.path("resolvedDependencies"))
        .hasToString("[{\"digest\":{\"gitCommit\":\"" + COMMIT + "\"}}]");
    assertThat(logged.stream().filter(line -> line.startsWith("warn")))
        .containsExactly(
            "warn The provenance names no source repository, since the POM has no <scm><url>. Set"
                + " it to the URL of the repository.");
  }

  @Test
  void provenanceNamesTheSource() throws Exception {
    Queue<String> logged = LoggedErrors.keepLines();
    release.source = "https://example.org/os";
    release.publish(KEY);
    JsonNode definition =
        new ObjectMapper()
            .readTree(release.statements("v1").get(2))
            .at("/predicate/buildDefinition");
    assertThat(definition.at("/externalParameters/source").asText())
        .isEqualTo("https://example.org/os");
    assertThat(definition.at("/resolvedDependencies/0/uri").asText())
        .isEqualTo("git+https://example.org/os");
    assertThat(logged).noneMatch(line -> line.startsWith("warn"));
  }

  @Test
  void attestingAgainWritesNothing() throws Exception {
    release.publish(KEY);
    Map<String, String> before = stored();
    release.publish(KEY);
    release.signFiles(KEY);
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void theSameSbomOfSeveralTargetsIsAttestedOnce() throws Exception {
    release.sbomOfArm64 = "amd64.spdx.json";
    release.provenance = false;
    release.publish(KEY);
    assertThat(release.statements("v1")).hasSize(1);
  }

  @Test
  void signAttachesWhatPublishWould() throws Exception {
    release.publish(KEY);
    int published = release.statements("v1").size();
    release.tag = "v2";
    release.provenance = false;
    String sbom = release.sbomOfAmd64;
    release.sbomOfAmd64 = null;
    release.sbomOfArm64 = null;
    release.publish(null);
    release.provenance = true;
    release.sbomOfAmd64 = sbom;
    assertThat(release.signFiles(KEY).images().get(0).attestations())
        .containsExactly("sbom", "provenance");
    assertThat(release.statements("v2-amd64")).hasSize(2);
    assertThat(published).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"tag, true, 0", "bundle, false, 3", "both, true, 3"})
  void theFormatOfSignaturesIsThatOfAttestations(String format, boolean isTagged, int referrers)
      throws Exception {
    release.format = format;
    release.publish(KEY);
    Manifest image = release.image("v1-amd64");
    assertThat(release.attestations("v1-amd64").isPresent()).isEqualTo(isTagged);
    assertThat(
            release.registry().referrers(image.descriptor().digest(), Manifest.MAX_SIZE).entries())
        .hasSize(referrers);
    release.demand("sbom,provenance");
    release.verify(PUBLIC);
  }

  @Test
  void anotherKeyAddsItsOwn() throws Exception {
    release.publish(KEY);
    release.publish(OTHER_KEY);
    assertThat(release.statements("v1-amd64")).hasSize(4);
    release.demand("provenance,sbom");
    release.verify(PUBLIC);
    release.verify(OTHER_PUBLIC);
  }

  @Test
  void withoutAKeyNothingCanBeAttested() throws Exception {
    refused(() -> release.publish(null), "captain.provenance is true", "Set captain.signKey");
    release.provenance = false;
    refused(() -> release.publish(null), "The target amd64 has an <sbom>", "Set captain.signKey");
    assertThat(directory.resolve("images")).doesNotExist();
    assertThat(directory.resolve("work")).doesNotExist();
  }

  @Test
  void aDryRunNeedsNoKeyForAnSbomAndSaysWhatWouldBeAttested() throws Exception {
    release.dryRun = true;
    release.provenance = false;
    release.sbomOfArm64 = null;
    assertThat(release.publish(null, "all").images())
        .extracting(image -> image.attestations().toString())
        .containsExactly("[sbom]", "[]", "[sbom]");
    assertThat(directory.resolve("images")).doesNotExist();
  }

  @Test
  void aFileThatIsNoSbomIsAnErrorBeforeAnythingIsSent() throws Exception {
    for (String[] file :
        new String[][] {
          {"<bom/>", "it is XML, not JSON"},
          {"", "it is empty"},
          {"{\"spdxVersion\":\"SPDX-2.3\",\"a\":{\"b\":1,\"b\":2}}", "has a field twice"},
        }) {
      Files.writeString(directory.resolve("amd64.spdx.json"), file[0]);
      refused(
          () -> release.publish(KEY),
          "target amd64: the <sbom> " + directory.resolve("amd64.spdx.json"),
          file[1]);
    }
    try (RandomAccessFile large =
        new RandomAccessFile(directory.resolve("amd64.spdx.json").toFile(), "rw")) {
      large.setLength((16 << 20) + 1);
    }
    refused(() -> release.publish(KEY), "it has 16777217 bytes, and at most 16777216 (16 MiB)");
    release.sbomOfAmd64 = "amd64.json";
    release.sbomOfArm64 = "work";
    Files.createDirectories(directory.resolve("work"));
    refused(
        () -> release.publish(KEY),
        "target amd64: the <sbom> amd64.json does not exist",
        "target arm64: the <sbom> work is a directory, not a file");
    assertThat(directory.resolve("images")).doesNotExist();
  }

  @Test
  void anAbbreviatedCommitIsAnErrorBeforeAnythingIsSent() {
    release.commit = "1234567";
    refused(() -> release.publish(KEY), "The commit 1234567 is abbreviated", "captain.gitSha");
    assertThat(directory.resolve("images")).doesNotExist();
  }

  @Test
  void theBuilderIsAUri() throws Exception {
    release.builderId = "a builder";
    refused(() -> release.publish(KEY), "captain.builderId must be a URI", "'a builder'");
    release.builderId = "https://ci.example.org/os";
    release.publish(KEY);
    assertThat(release.statements("v1").get(2))
        .endsWith("{\"builder\":{\"id\":\"https://ci.example.org/os\"}}}}");
  }

  @Test
  void anImageWithTwoTagsIsAttestedOnce() throws Exception {
    release.publish(KEY);
    Manifest image = release.image("v1-amd64");
    int before = release.statements("v1-amd64").size();
    Predicate sbom = Sbom.read("{\"spdxVersion\":\"SPDX-2.2\"}".getBytes());
    try (Tasks threads = new Tasks(2);
        Registry registry = release.registry()) {
      new Signatures(release.trust(KEY, null), release.repository("artifacts"), registry, threads)
          .attester(
              List.of(
                  new AttestedImage("v1-amd64", image, List.of(sbom)),
                  new AttestedImage("latest", image, List.of(sbom))))
          .attest("");
    }
    assertThat(release.statements("v1-amd64")).hasSize(before + 1);
    assertThat(
            release.registry().referrers(image.descriptor().digest(), Manifest.MAX_SIZE).entries())
        .hasSize(4);
  }
}
