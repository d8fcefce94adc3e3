package io.github.captainos.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.copy.Tagger;
import io.github.captainos.release.publish.Publisher;
import io.github.captainos.release.pull.PullFixture;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.PullReport;
import io.github.captainos.report.Report;
import io.github.captainos.report.TagReport;
import io.github.captainos.testing.image.LayoutView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release with a flavor beside one that has none, published from the same directory. */
class FlavoredReleaseTest {
  private static final List<String> TARGETS = List.of("amd64", "arm64");

  @TempDir private Path directory;

  @BeforeEach
  void publishWithoutAFlavor() throws Exception {
    Publishing.in(directory).publish();
  }

  private LayoutView images() {
    return new LayoutView(directory.resolve("images/captain/os/artifacts"));
  }

  private ReleaseVersion versioning(String flavor) {
    return new ReleaseVersion(
        setting("v1"), setting(flavor), setting("1234567"), null, Instant.EPOCH, directory);
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }

  private Publisher publisher(String flavor, String selected) throws ReleaseException {
    Publishing publishing = Publishing.ofFiles(directory);
    publishing.versioning = versioning(flavor);
    publishing.target = selected;
    return publishing.job();
  }

  private Tagger tagger(String flavor, String newTag) throws ReleaseException {
    Publishing publishing = Publishing.ofFiles(directory);
    publishing.versioning = versioning(flavor);
    return new Tagger(publishing.release(), setting(newTag), false, false, false);
  }

  private PullReport pull(String flavor, String target) throws ReleaseException {
    Publishing publishing = Publishing.ofFiles(directory);
    publishing.versioning = versioning(flavor);
    return PullFixture.job(publishing.release(), target, directory.resolve("pulled"), "symbolic")
        .run();
  }

  private static List<String> references(Report report) {
    return report.names().stream().map(Report.NamedImage::reference).toList();
  }

  private static List<String> references(String... tags) {
    return List.of(tags).stream().map("oci:images/captain/os/artifacts:"::concat).toList();
  }

  @Test
  void allNamesHaveTheFlavorAndTheReleaseWithoutItStays() throws Exception {
    byte[] before = images().manifestBytes("v1");
    PublishReport report = publisher("pi", "all").run();

    assertThat(references(report)).isEqualTo(references("v1-pi-amd64", "v1-pi-arm64", "v1-pi"));
    assertThat(publisher("pi", "all").check()).isEqualTo(references(report));
    assertThat(report.tag()).isEqualTo("v1");
    assertThat(report.flavor()).isEqualTo("pi");
    assertThat(images().tags())
        .containsExactly("v1", "v1-amd64", "v1-arm64", "v1-pi", "v1-pi-amd64", "v1-pi-arm64");
    assertThat(new String(images().manifestBytes("v1-pi-arm64"), UTF_8))
        .contains("\"org.opencontainers.image.version\":\"v1-pi-arm64\"");
    assertThat(report.images().get(0).artifacts())
        .extracting(file -> file.name())
        .containsExactly("amd64.iso", "sha256sums-pi-amd64.txt");
    assertThat(images().manifestBytes("v1")).isEqualTo(before);
    assertThat(directory.resolve("work/sha256sums-pi-amd64.txt"))
        .hasSameBinaryContentAs(directory.resolve("work/sha256sums-amd64.txt"));
  }

  @Test
  void tagAllTagsTheImagesOfTheFlavorAlone() throws Exception {
    publisher("pi", "all").run();
    TagReport report = tagger("pi", "v2").run();

    assertThat(references(report)).isEqualTo(references("v2-pi-amd64", "v2-pi-arm64", "v2-pi"));
    assertThat(tagger("pi", "v2").check()).isEqualTo(references(report));
    assertThat(report.tag()).isEqualTo("v2");
    assertThat(report.flavor()).isEqualTo("pi");
    assertThat(images().tags()).doesNotContain("v2", "v2-amd64");
    for (String suffix : List.of("-pi", "-pi-amd64", "-pi-arm64")) {
      assertThat(images().manifestBytes("v2" + suffix))
          .isEqualTo(images().manifestBytes("v1" + suffix));
    }
  }

  @Test
  void pullFetchesTheImageOfTheFlavor() throws Exception {
    Files.writeString(directory.resolve("amd64.iso"), "the ISO with the flavor");
    publisher("pi", "all").run();
    PullReport report = pull("pi", "amd64");

    assertThat(references(report)).isEqualTo(references("v1-pi-amd64"));
    assertThat(report.flavor()).isEqualTo("pi");
    assertThat(directory.resolve("pulled/amd64.iso")).hasContent("the ISO with the flavor");
    assertThat(directory.resolve("pulled/sha256sums-pi-amd64.txt")).exists();
    assertThatThrownBy(() -> pull("metal", "both"))
        .hasMessageStartingWith("There is no image " + references("v1-metal").get(0))
        .hasMessageContaining("captain.flavor");
    assertThatThrownBy(() -> tagger("metal", "v2").run())
        .hasMessageContaining("captain.flavor to its flavor")
        .hasMessageContaining(references("v1-metal-amd64").get(0));
  }

  @Test
  void everyGoalRefusesAFlavorThatIsATargetsName() {
    String message = "The flavor 'arm64' (from the test) is the name of a target";
    List<ThrowingCallable> goals =
        List.of(
            () -> publisher("arm64", "amd64").run(),
            () -> tagger("arm64", "v2").run(),
            () -> pull("arm64", "amd64"));
    goals.forEach(goal -> assertThatThrownBy(goal).hasMessageStartingWith(message));
    assertThat(images().tags()).containsExactly("v1", "v1-amd64", "v1-arm64");
  }

  @Test
  void aTagThatIsTooLongNamesBothParameters() {
    String flavor = "x".repeat(120);
    assertThatThrownBy(() -> publisher(flavor, "all").run())
        .hasMessageEndingWith("Set a shorter captain.tag or captain.flavor.");
    assertThatThrownBy(() -> tagger(flavor, "v2").run())
        .hasMessageEndingWith("Set a shorter captain.newTag or captain.flavor.");
    assertThatThrownBy(() -> pull(flavor, "arm64"))
        .hasMessageEndingWith("Set a shorter captain.tag or captain.flavor.");
  }
}
