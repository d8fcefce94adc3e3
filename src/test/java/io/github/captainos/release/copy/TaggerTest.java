package io.github.captainos.release.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.report.TagMove;
import io.github.captainos.report.TagReport;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggerTest {
  @TempDir private Path directory;

  @BeforeEach
  void publish() throws IOException, ReleaseException {
    Publishing.in(directory).publish();
  }

  private TagReport tag(@Nullable String newTag, boolean overwrite, boolean dryRun)
      throws ReleaseException {
    return job(newTag, overwrite, dryRun).run();
  }

  private Tagger job(@Nullable String newTag, boolean overwrite, boolean dryRun)
      throws ReleaseException {
    return new Tagger(
        Publishing.ofFiles(directory).release(),
        newTag == null ? null : new Setting(newTag, "the test"),
        overwrite,
        false,
        dryRun);
  }

  private byte[] named(String tag) throws IOException {
    try (Registry registry =
        Registries.open(
            "oci:images",
            "captain/os/artifacts",
            directory,
            Access.READ,
            null,
            RegistryOptions.of(1, HangGuard.TIMEOUT))) {
      return registry.manifest(tag).orElseThrow(() -> new IOException("no " + tag)).bytes();
    }
  }

  @Test
  void theNewTagsNameTheVeryManifests() throws Exception {
    TagReport report = tag("v2", false, false);

    for (String suffix : List.of("", "-amd64", "-arm64")) {
      assertThat(named("v2" + suffix)).isEqualTo(named("v1" + suffix));
    }
    assertThat(report.tags())
        .extracting(moved -> moved.to())
        .containsExactly("v2-amd64", "v2-arm64", "v2");
    assertThat(tag("v2", false, false).tags())
        .extracting(moved -> moved.move().tagState())
        .containsOnly(TagMove.State.PRESENT);
  }

  @Test
  void allThatAreMissingAreNamedAndNothingIsTagged() throws Exception {
    Path index = directory.resolve("images/captain/os/artifacts/index.json");
    Files.writeString(
        index, Files.readString(index).replace("\"v1-arm64\"", "\"x\"").replace("\"v1\"", "\"y\""));

    assertThatThrownBy(() -> tag("v2", false, false))
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith("Images do not exist, so none was tagged.")
        .hasMessageContaining("artifacts:v1-arm64")
        .hasMessageContaining("artifacts:v1")
        .hasMessageContaining("There is v1-amd64. ")
        .hasMessageNotContaining("artifacts:v1-amd64");
    assertThatThrownBy(() -> named("v2-amd64")).hasMessage("no v2-amd64");
  }

  @Test
  void aReleaseDoesNotChangeByAccident() throws Exception {
    tag("v2", false, false);
    byte[] before = named("v2");
    Files.writeString(directory.resolve("amd64.iso"), "another ISO");
    Publishing.ofFiles(directory).publish();

    assertThatThrownBy(() -> tag("v2", false, false))
        .hasMessageContaining("captain.overwrite")
        .hasMessageContaining("artifacts:v2-amd64 (sha256:")
        .hasMessageContaining("artifacts:v2 (sha256:")
        .hasMessageNotContaining("v2-arm64");
    assertThat(named("v2")).isEqualTo(before);
    assertThat(tag("v2", true, true).tags().get(0).move().replacedDigest()).isNotNull();
    assertThat(named("v2")).as("after a dry run").isEqualTo(before);
    tag("v2", true, false);
    assertThat(named("v2")).isEqualTo(named("v1")).isNotEqualTo(before);
  }

  @Test
  void aCheckNamesTheNewTagsAndMovesNone() throws Exception {
    assertThat(job("v2", false, false).check())
        .allMatch(reference -> reference.startsWith("oci:images/captain/os/artifacts:"))
        .extracting(reference -> reference.replaceFirst(".*:", ""))
        .containsExactly("v2-amd64", "v2-arm64", "v2");
    assertThatThrownBy(() -> named("v2")).hasMessage("no v2");
    assertThatThrownBy(() -> job("v/2", false, false).check())
        .hasMessageContaining("is not a valid tag");
  }

  @Test
  void theNewTagIsCheckedFirst() {
    assertThatThrownBy(() -> tag(null, false, false)).hasMessageContaining("-Dcaptain.newTag");
    assertThatThrownBy(() -> tag("v/2", false, false))
        .hasMessageContaining("'v/2' (from the test) is not a valid tag");
    assertThatThrownBy(() -> tag("v".repeat(125), false, false))
        .hasMessageContaining("Set a shorter captain.newTag.");
  }
}
