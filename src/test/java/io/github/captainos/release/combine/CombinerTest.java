package io.github.captainos.release.combine;

import static io.github.captainos.release.combine.CombineFixture.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.Registry;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.combine.CombineFixture.Calls;
import io.github.captainos.report.CombineReport;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.TagMove;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CombinerTest {
  @TempDir private Path directory;
  private CombineFixture release;

  @BeforeEach
  void publish() throws Exception {
    release = new CombineFixture(directory);
    release.publishEach();
  }

  private void assertNotCombined() {
    assertThat(release.images().tags()).doesNotContain(release.tag);
  }

  @Test
  void noLayerIsReadSentOrAskedFor() throws Exception {
    Calls calls = new Calls();
    CombineReport report = release.combine(true, calls);

    assertThat(report.layers())
        .hasSize(4)
        .allSatisfy(
            layer -> {
              assertThat(calls.calls)
                  .noneMatch(call -> call.contains(layer.part().digest().toString()));
              assertThat(layer.part().state()).isEqualTo(State.PRESENT);
            });
    assertThat(calls.calls).filteredOn(call -> call.startsWith("get ")).hasSize(4);
    assertThat(calls.writes())
        .hasSize(5)
        .startsWith(
            calls.writes().stream()
                .filter(call -> call.startsWith("pushBlob"))
                .toArray(String[]::new))
        .endsWith("tagAll [v1]");
    assertThat(calls.writes()).filteredOn(call -> call.startsWith("pushManifest")).hasSize(2);
  }

  @Test
  void nothingIsSentWhereTheTagNamesTheIndexAlready() throws Exception {
    release.combine();
    Calls calls = new Calls();
    CombineReport report = release.combine(false, calls);

    assertThat(calls.writes()).isEmpty();
    assertThat(calls.calls)
        .as("what the index consists of is asked for")
        .filteredOn(call -> call.startsWith("has"))
        .hasSize(4);
    assertThat(report.move().tagState()).isEqualTo(TagMove.State.PRESENT);
    assertThat(report.index().state()).isEqualTo(State.PRESENT);
  }

  @Test
  void whatTheRegistryLostIsSentAgainAndTheTagIsNot() throws Exception {
    PublishReport.Platform one = release.combine().platforms().get(0);
    for (Part lost : List.of(one.manifest(), one.config())) {
      Files.delete(release.images().layout().resolve("blobs/sha256/" + lost.digest().getHash()));
    }
    Calls calls = new Calls();
    CombineReport report = release.combine(false, calls);

    assertThat(calls.writes())
        .containsExactly(
            "pushBlob " + one.config().digest(), "pushManifest " + one.manifest().digest());
    assertThat(report.platforms())
        .extracting(platform -> platform.manifest().state())
        .containsExactly(State.UPLOADED, State.PRESENT);
    assertThat(report.index().state()).isEqualTo(State.PRESENT);
  }

  @Test
  void aDryRunSaysWhatWouldBeSentAndSendsNothing() throws Exception {
    Calls calls = new Calls();
    CombineReport report = release.combine(true, true, calls);

    assertThat(calls.writes()).isEmpty();
    assertNotCombined();
    assertThat(report.index().state()).isEqualTo(State.PLANNED);
    assertThat(report.platforms())
        .extracting(platform -> platform.config().state())
        .containsOnly(State.PLANNED);
    assertThat(release.combine().index())
        .isEqualTo(new Part(report.index().content(), State.UPLOADED));
  }

  @Test
  void aTagOfAnotherImageIsMovedUnlessThatIsForbidden() throws Exception {
    String before = release.combine().index().digest().toString();
    Files.writeString(directory.resolve("arm64.iso"), "another ISO for arm64");
    release.publish("oci:images", "arm64");
    Calls calls = new Calls();

    assertThatThrownBy(() -> release.combine(false, calls))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(REPOSITORY + ":v1 (" + before + ")")
        .hasMessageContaining("captain.overwrite");
    assertThat(calls.writes()).isEmpty();
    assertThat(release.combine().move().replacedDigest()).hasToString(before);
  }

  @Test
  void allTargetsWithoutAnImageAreNamed() throws Exception {
    release.targets =
        List.of(
            CombineFixture.target("amd64"),
            CombineFixture.target("mips"),
            CombineFixture.target("riscv64"));

    assertThatThrownBy(release::combine)
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith("Images do not exist, so none was combined.")
        .hasMessageContaining("captain.targets")
        .hasMessageEndingWith("  - " + REPOSITORY + ":v1-mips\n  - " + REPOSITORY + ":v1-riscv64");
    assertNotCombined();
  }

  @Test
  void allThatDiffersIsShownWithTheValueOfEachTarget() throws Exception {
    release.targets =
        List.of(
            CombineFixture.target("amd64"),
            CombineFixture.target("arm64"),
            CombineFixture.target("riscv64"));
    release.publish("oci:images", "riscv64");
    release.commit = "7654321";
    release.created = release.created.plusSeconds(60);
    release.platforms = List.of("linux/arm64", "linux/amd64");
    release.annotations = Map.of("org.example.line", "stable");
    release.source = "https://example.org/os";
    release.publish("oci:images", "arm64");

    assertThatThrownBy(release::combine)
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "The images of the targets differ, so they were not combined. Publish all targets from"
                + " the same commit, with the same tag and the same configuration:\n"
                + "  - platforms: amd64 has 'linux/amd64,linux/arm64', arm64 has"
                + " 'linux/arm64,linux/amd64', riscv64 has 'linux/amd64,linux/arm64'\n"
                + "  - org.example.line: amd64 has none, arm64 has 'stable', riscv64 has none\n"
                + "  - org.opencontainers.image.created: amd64 has '1970-01-01T00:00:00Z', arm64"
                + " has '1970-01-01T00:01:00Z', riscv64 has '1970-01-01T00:00:00Z'\n"
                + "  - org.opencontainers.image.revision: amd64 has '1234567', arm64 has '7654321',"
                + " riscv64 has '1234567'\n"
                + "  - org.opencontainers.image.source: amd64 has none, arm64 has"
                + " 'https://example.org/os', riscv64 has none");
    assertNotCombined();
  }

  @Test
  void aTimeThatTheAnnotationHidesIsComparedToo() throws Exception {
    release.annotations = Map.of("org.opencontainers.image.created", "2026-01-31T12:00:00Z");
    release.publish("oci:images", "amd64");
    release.created = release.created.plusSeconds(60);
    release.publish("oci:images", "arm64");

    assertThatThrownBy(release::combine)
        .hasMessageEndingWith(
            "configuration: created: amd64 has '1970-01-01T00:00:00Z', arm64 has"
                + " '1970-01-01T00:01:00Z'");
  }

  @Test
  void imagesThatWereTaggedOnHaveOtherVersionsAndAreNotCombined() throws Exception {
    try (Registry registry = release.open()) {
      for (String target : release.names()) {
        registry.tag("v2-" + target, registry.manifest("v1-" + target).orElseThrow());
      }
    }
    release.tag = "v2";

    assertThatThrownBy(release::combine)
        .hasMessageEndingWith(
            ": org.opencontainers.image.version: amd64 has 'v1-amd64', arm64 has 'v1-arm64'");
    assertNotCombined();
  }

  @Test
  void twoFilesOfOneNameAreAnErrorHoweverTheyAreCompressed() throws Exception {
    Files.writeString(directory.resolve("kernel"), "a kernel");
    release.targets =
        List.of(Publishing.target("amd64", "kernel"), Publishing.target("arm64", "kernel"));
    release.publish("oci:images", "amd64");
    release.compression = "zstd";
    release.publish("oci:images", "arm64");

    assertThatThrownBy(release::combine)
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith("Two files of the combined image would have the same name")
        .hasMessageEndingWith(": kernel: of the targets amd64 and arm64");
    assertNotCombined();
  }

  @Test
  void invalidSettingsAreFoundBeforeTheRegistryIsOpened() {
    release.flavor = "arm64";
    assertThatThrownBy(() -> release.job(true, false).check())
        .hasMessageStartingWith("The flavor 'arm64' (from the test) is the name of a target");
    release.flavor = null;
    release.tag = "v".repeat(125);
    assertThatThrownBy(() -> release.job(true, false).check())
        .hasMessageEndingWith("Set a shorter captain.tag.");
  }

  @Test
  void aCheckNamesTheTagThatWillMove() throws Exception {
    release.flavor = "pi";
    assertThat(release.job(true, false).check()).containsExactly(REPOSITORY + ":v1-pi");
  }

  @Test
  void aFailureBeforeTheTagMovesSaysSo() {
    Calls full =
        new Calls() {
          @Override
          void before(String call) throws IOException {
            if (call.startsWith("pushManifest")) {
              throw new IOException("the disk is full");
            }
          }
        };
    assertThatThrownBy(() -> release.combine(true, full))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            REPOSITORY + ":v1: uploading a manifest failed: the disk is full. No tag has moved.");
    assertNotCombined();
  }
}
