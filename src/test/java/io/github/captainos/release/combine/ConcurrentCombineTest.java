package io.github.captainos.release.combine;

import static io.github.captainos.release.combine.CombineFixture.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.combine.CombineFixture.Calls;
import io.github.captainos.report.CombineReport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another machine publishes or combines while the images are combined. */
class ConcurrentCombineTest {
  @TempDir private Path directory;
  private CombineFixture release;

  @BeforeEach
  void publish() throws Exception {
    release = new CombineFixture(directory);
    release.publishEach();
  }

  private String digest(String tag) {
    return Manifest.of("", release.images().manifestBytes(tag)).descriptor().digest().toString();
  }

  private void assertNotCombined() {
    assertThat(release.images().tags()).doesNotContain(release.tag);
  }

  /** Lets something happen once, right before the first call that begins with a text. */
  private static Calls once(String beginning, Action action) {
    return new Calls() {
      private boolean isDone;

      @Override
      synchronized void before(String call) throws Exception {
        if (!isDone && call.startsWith(beginning)) {
          isDone = true;
          action.run();
        }
      }
    };
  }

  private interface Action {
    void run() throws Exception;
  }

  @Test
  void aTargetThatIsPublishedAnewMeanwhileIsNotCombinedAsItWas() throws Exception {
    String before = digest("v1-arm64");
    Calls calls =
        once(
            "pushManifest",
            () -> {
              Files.writeString(directory.resolve("arm64.iso"), "another ISO for arm64");
              release.publish("oci:images", "arm64");
            });

    assertThatThrownBy(() -> release.combine(true, calls))
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith("Images were published again while they were being combined")
        .hasMessageEndingWith(
            REPOSITORY + ":v1-arm64: it was " + before + ", and is " + digest("v1-arm64"));
    assertNotCombined();
    release.combine();
    release.publish("oci:whole", "all");
    assertThat(release.images().manifestBytes("v1")).isEqualTo(release.whole().manifestBytes("v1"));
  }

  @Test
  void aTargetWhoseTagIsGoneMeanwhileIsNotCombined() {
    Calls calls =
        once(
            "pushManifest",
            () -> {
              Path index = directory.resolve("images/captain/os/artifacts/index.json");
              Files.writeString(index, Files.readString(index).replace("v1-arm64", "other"));
            });

    assertThatThrownBy(() -> release.combine(true, calls))
        .hasMessageEndingWith("and no longer exists");
    assertNotCombined();
  }

  @Test
  void twoThatCombineAtOnceBothSucceed() throws Exception {
    Calls calls = once("tagAll [v1]", () -> release.combine(false, new Calls()));
    CombineReport report = release.combine(false, calls);

    assertThat(digest("v1")).isEqualTo(report.index().digest().toString());
  }

  @Test
  void oneThatIsLateDoesNotReplaceTheImageOfANewerCommit() throws Exception {
    Calls late =
        once(
            "pushManifest",
            () -> {
              release.commit = "7654321";
              release.publishEach();
              release.combine();
            });

    assertThatThrownBy(() -> release.combine(true, late))
        .hasMessageContaining(REPOSITORY + ":v1-amd64: it was sha256:")
        .hasMessageContaining(REPOSITORY + ":v1-arm64: it was sha256:");
    assertThat(new String(release.images().manifestBytes("v1"))).contains("7654321");
  }

  @Test
  void aTagThatAnotherMachineHasMovedMeanwhileStaysIfItMust() throws Exception {
    Calls calls =
        once(
            "pushManifest",
            () -> {
              try (Registry registry = release.open()) {
                registry.tag("v1", registry.manifest("v1-amd64").orElseThrow());
              }
            });

    assertThatThrownBy(() -> release.combine(false, calls))
        .hasMessageContaining("artifacts:v1 (" + digest("v1-amd64") + ")");
    assertThat(digest("v1")).isEqualTo(digest("v1-amd64"));
  }

  @Test
  void commitsAreNotMixedWhereATargetIsPublishedBetweenTwoLookups() {
    Calls calls =
        once(
            "manifest v1-arm64",
            () -> {
              release.commit = "7654321";
              release.publish("oci:images", "arm64");
            });

    assertThatThrownBy(() -> release.combine(true, calls))
        .hasMessageEndingWith(
            ": org.opencontainers.image.revision: amd64 has '1234567', arm64 has '7654321'");
    assertNotCombined();
  }
}
