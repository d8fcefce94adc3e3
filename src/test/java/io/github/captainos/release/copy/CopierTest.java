package io.github.captainos.release.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.report.CopyReport;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.testing.image.LayoutView;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopierTest {
  private static final List<String> TAGS = List.of("v1-amd64", "v1-arm64", "v1");

  @TempDir private Path directory;
  private FakeRegistry registry;

  @BeforeEach
  void publish() throws IOException, ReleaseException {
    Publishing.in(directory).publish();
    registry = FakeRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private CopyReport copy(@Nullable String newTag, boolean overwrite, boolean dryRun)
      throws ReleaseException {
    return CopyFixture.copy(
        CopyFixture.at("oci:images", directory),
        CopyFixture.at("oci:medium", directory),
        newTag,
        overwrite,
        dryRun);
  }

  private LayoutView images(String registry) {
    return new LayoutView(directory.resolve(registry + "/captain/os/artifacts"));
  }

  private void assertSame(LayoutView copy) throws IOException {
    LayoutView images = images("images");
    assertThat(copy.tags()).isEqualTo(images.tags());
    for (String tag : TAGS) {
      assertThat(copy.manifestBytes(tag)).isEqualTo(images.manifestBytes(tag));
    }
    assertThat(DirectoryTree.of(directory.resolve("medium/captain/os/artifacts/blobs")))
        .isEqualTo(DirectoryTree.of(directory.resolve("images/captain/os/artifacts/blobs")));
  }

  @Test
  void aCopyHasTheVeryBytesAndNothingElse() throws Exception {
    CopyReport report = copy(null, false, false);

    assertSame(images("medium"));
    assertThat(report.images()).extracting(image -> image.tag()).containsExactlyElementsOf(TAGS);
    assertThat(report.images().get(0).content().state()).isEqualTo(State.UPLOADED);
  }

  @Test
  void aReleaseIsNotCopiedOntoItself() {
    assertThatThrownBy(
            () ->
                CopyFixture.copy(
                    CopyFixture.at("oci:images", directory),
                    CopyFixture.at("oci:images", directory)))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("The source and the destination of the copy are the same")
        .hasMessageContaining("captain.toRegistry")
        .hasMessageContaining("captain.newTag");
  }

  @Test
  void aReleaseIsNotCopiedIntoAFile() throws IOException {
    Files.writeString(directory.resolve("pom.xml"), "a file");
    assertThatThrownBy(
            () ->
                CopyFixture.copy(
                    CopyFixture.at("oci:images", directory),
                    CopyFixture.at("oci:pom.xml", directory)))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("pom.xml");
  }

  @Test
  void aReleaseGoesThroughARegistryAndBack() throws Exception {
    CopyFixture.copy(
        CopyFixture.at("oci:images", directory),
        CopyFixture.at(registry.address(), "mirror", directory));
    assertThat(registry.tags("mirror/artifacts")).containsExactly("v1", "v1-amd64", "v1-arm64");

    CopyFixture.copy(
        CopyFixture.at(registry.address(), "mirror", directory),
        CopyFixture.at("oci:medium", directory));

    assertSame(images("medium"));
  }

  @Test
  void tagsMoveOnlyAfterAllElseAndTheCombinedOnesIsTheLast() throws Exception {
    CopyFixture.copy(
        CopyFixture.at("oci:images", directory),
        CopyFixture.at(registry.address(), "mirror", directory));

    List<String> writes = registry.requests("PUT ");
    assertThat(writes.subList(writes.size() - 3, writes.size()))
        .containsExactlyInAnyOrder(
            "PUT /v2/mirror/artifacts/manifests/v1-amd64",
            "PUT /v2/mirror/artifacts/manifests/v1-arm64",
            "PUT /v2/mirror/artifacts/manifests/v1")
        .endsWith("PUT /v2/mirror/artifacts/manifests/v1");
    assertThat(writes.subList(writes.size() - 9, writes.size() - 3))
        .as("two manifests for each of the three images")
        .allMatch(line -> line.startsWith("PUT /v2/mirror/artifacts/manifests/sha256:"));
    assertThat(writes.subList(0, writes.size() - 9))
        .allMatch(line -> line.contains("/blobs/uploads/"));
  }

  @Test
  void whatTheDestinationHasIsNeitherReadNorSent() throws Exception {
    CopyFixture.copy(
        CopyFixture.at("oci:images", directory),
        CopyFixture.at(registry.address(), "mirror", directory));
    registry.forgetRequests();

    CopyFixture.copy(
        CopyFixture.at(registry.address(), "mirror", directory),
        CopyFixture.at("oci:images", directory),
        "v2",
        false,
        false);
    assertThat(registry.requests("GET /v2/mirror/artifacts/blobs/")).isEmpty();
    assertThat(images("images").tags()).contains("v2", "v2-amd64", "v2-arm64");

    CopyReport again =
        CopyFixture.copy(
            CopyFixture.at("oci:images", directory),
            CopyFixture.at(registry.address(), "mirror", directory));
    assertThat(registry.requests("P")).as("PUT and POST").isEmpty();
    assertThat(again.images()).allMatch(image -> image.content().state() == State.PRESENT);
  }

  @Test
  void allThatAreMissingAreNamedAndNothingIsCopied() throws Exception {
    Path index = directory.resolve("images/captain/os/artifacts/index.json");
    Files.writeString(
        index, Files.readString(index).replace("\"v1-arm64\"", "\"x\"").replace("\"v1\"", "\"y\""));

    assertThatThrownBy(() -> copy(null, false, false))
        .hasMessageContaining("artifacts:v1-arm64")
        .hasMessageContaining("artifacts:v1")
        .hasMessageContaining("There is v1-amd64. ")
        .hasMessageNotContaining("artifacts:v1-amd64");
    assertThat(directory.resolve("medium")).doesNotExist();
  }

  @Test
  void aManifestThatTheDestinationLostIsSentAgainAndTheTagIsNot() throws Exception {
    Repository images = CopyFixture.at("oci:images", directory);
    Repository mirror = CopyFixture.at(registry.address(), "mirror", directory);
    CopyFixture.copy(images, mirror);
    String repository = "mirror/artifacts";
    Matcher below =
        Pattern.compile("\"digest\":\"(sha256:[0-9a-f]{64})\"")
            .matcher(registry.manifest(repository, "v1-arm64"));
    assertThat(below.find()).isTrue();
    String manifest = registry.manifest(repository, below.group(1));
    registry.delete(repository, below.group(1));
    registry.forgetRequests();

    CopyReport report = CopyFixture.copy(images, mirror);

    assertThat(registry.manifest(repository, below.group(1))).isEqualTo(manifest);
    assertThat(registry.requests("P"))
        .containsExactly("PUT /v2/mirror/artifacts/manifests/" + below.group(1));
    CopyReport.Image image = report.images().get(1);
    assertThat(image.content().state()).as("the index").isEqualTo(State.PRESENT);
    assertThat(image.manifests())
        .extracting(Part::state)
        .containsExactlyInAnyOrder(State.UPLOADED, State.PRESENT);
  }

  @Test
  void aBlobThatTheDestinationLostIsSentAgainAndTheTagIsNot() throws Exception {
    CopyReport.Blob lost = copy(null, false, false).images().get(0).blobs().get(0);
    Files.delete(
        images("medium").layout().resolve("blobs/sha256/" + lost.part().digest().getHash()));

    CopyReport.Image image = copy(null, false, false).images().get(0);

    assertSame(images("medium"));
    assertThat(image.blobs().get(0).part().state()).isEqualTo(State.UPLOADED);
    assertThat(image.content().state()).isEqualTo(State.PRESENT);
  }

  @Test
  void aReleaseDoesNotChangeByAccident() throws Exception {
    copy(null, false, false);
    byte[] before = images("medium").manifestBytes("v1");
    Files.writeString(directory.resolve("amd64.iso"), "another ISO");
    Publishing.ofFiles(directory).publish();

    assertThatThrownBy(() -> copy(null, false, false))
        .hasMessageContaining("captain.overwrite")
        .hasMessageContaining("artifacts:v1-amd64 (sha256:")
        .hasMessageContaining("artifacts:v1 (sha256:")
        .hasMessageNotContaining("v1-arm64");
    assertThat(images("medium").manifestBytes("v1")).isEqualTo(before);

    CopyReport planned = copy(null, true, true);
    assertThat(planned.images().get(0).move().replacedDigest()).isNotNull();
    assertThat(planned.images().get(0).blobs())
        .extracting(blob -> blob.part().state())
        .contains(State.PLANNED);
    assertThat(images("medium").manifestBytes("v1")).as("after a dry run").isEqualTo(before);

    copy(null, true, false);
    assertThat(images("medium").manifestBytes("v1"))
        .isEqualTo(images("images").manifestBytes("v1"));
  }

  @Test
  void aDryRunWritesNothing() throws Exception {
    CopyReport report = copy(null, false, true);

    assertThat(directory.resolve("medium")).doesNotExist();
    assertThat(report.images().get(2).content().state()).isEqualTo(State.PLANNED);
  }

  @Test
  void sourceAndDestinationMustDiffer() throws Exception {
    Repository images = CopyFixture.at("oci:images", directory);
    Repository same = CopyFixture.at("oci:./medium/../images", directory);

    assertThatThrownBy(() -> CopyFixture.copier(images, same, null, false, false, true).check())
        .hasMessageContaining("captain.toRegistry, captain.toRepository or captain.toArtifactName")
        .hasMessageContaining("captain.newTag");
    Copier renamed = CopyFixture.copier(images, same, "v2", false, false, true);
    assertThat(renamed.check())
        .extracting(reference -> reference.replaceFirst(".*:", ""))
        .containsExactly("v2-amd64", "v2-arm64", "v2");
  }

  @Test
  void aFailureSaysWhichEndFailed() throws Exception {
    Repository images = CopyFixture.at("oci:images", directory);
    Repository mirror = CopyFixture.at(registry.address(), "mirror", directory);
    registry.answerWith(
        (line, exchange) -> {
          boolean isUpload = line.startsWith("POST ");
          if (isUpload) {
            FakeRegistry.send(exchange, 403, "{}".getBytes());
          }
          return isUpload;
        });

    assertThatThrownBy(() -> CopyFixture.copy(images, mirror))
        .hasMessageContaining(registry.address() + "/mirror/artifacts:v1")
        .hasMessageContaining("the registry answered 403")
        .hasMessageContaining("No tag has moved.");

    try (var blobs = Files.list(directory.resolve("images/captain/os/artifacts/blobs/sha256"))) {
      for (Path blob : blobs.toList()) {
        if (Files.readString(blob).startsWith("amd64.iso")) {
          Files.writeString(blob, Files.readString(blob).replace("the ISO", "our ISO"));
        }
      }
    }
    assertThatThrownBy(() -> copy(null, false, false))
        .hasMessageContaining("oci:images/captain/os/artifacts:v1-amd64: reading amd64.iso failed")
        .hasMessageContaining("the bytes received are not those of sha256:");
    assertThat(images("medium").layout().resolve("index.json")).doesNotExist();
  }
}
