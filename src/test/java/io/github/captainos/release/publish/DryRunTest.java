package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.TagMove;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dry run writes nothing to a layout, and says what publishing then does. */
class DryRunTest {
  @TempDir private Path directory;

  private PublishReport publish(boolean checksums, boolean dryRun)
      throws IOException, ReleaseException {
    Publishing publishing = Publishing.in(directory);
    publishing.checksums = checksums;
    publishing.dryRun = dryRun;
    return publishing.publish();
  }

  /** Returns the time and the content of each file of the layout. */
  private Map<String, List<Object>> layout() throws IOException {
    Map<String, List<Object>> files = new TreeMap<>();
    Path images = directory.resolve("images");
    if (Files.exists(images)) {
      try (Stream<Path> all = Files.walk(images)) {
        for (Path file : all.toList()) {
          String content = Files.isDirectory(file) ? "" : Files.readString(file);
          files.put(file.toString(), List.of(Files.getLastModifiedTime(file), content));
        }
      }
    }
    return files;
  }

  /** Plans, then publishes, and returns the plan. */
  private PublishReport check(boolean checksums) throws IOException, ReleaseException {
    Map<String, List<Object>> before = layout();
    PublishReport plan = publish(checksums, true);
    assertThat(layout()).isEqualTo(before);
    PublishReport done = publish(checksums, false);
    assertThat(plan.dryRun()).isTrue();
    assertThat(done.dryRun()).isFalse();
    // with digests, sizes, states and what the tags named before
    assertThat(plan.images().toString().replace("PLANNED", "UPLOADED"))
        .isEqualTo(done.images().toString());
    return plan;
  }

  private static Stream<State> layers(PublishReport report) {
    return report.images().stream()
        .flatMap(image -> image.artifacts().stream())
        .map(artifact -> artifact.layer().state());
  }

  private static Stream<State> configs(PublishReport report) {
    return report.images().stream()
        .flatMap(image -> image.platforms().stream())
        .map(platform -> platform.config().state());
  }

  @Test
  void whatIsNewWouldBeUploaded() throws Exception {
    PublishReport plan = check(true);
    assertThat(plan.images())
        .extracting(image -> image.move().replacedDigest())
        .containsOnlyNulls();
    assertThat(layers(plan)).containsOnly(State.PLANNED);
  }

  @Test
  void aTagWouldBeMovedToOtherImagesOfTheSameFiles() throws Exception {
    PublishReport first = check(true);
    PublishReport plan = check(false);
    assertThat(plan.images())
        .extracting(image -> image.move().replacedDigest())
        .isEqualTo(first.images().stream().map(image -> image.index().digest()).toList());
    assertThat(layers(plan)).hasSize(2 + 1 + 1).containsOnly(State.PRESENT);
    assertThat(configs(plan)).containsOnly(State.PLANNED);
  }

  @Test
  void whatIsThereWouldNotBeTouched() throws Exception {
    check(true);
    PublishReport plan = check(true);
    assertThat(plan.images()).allMatch(image -> image.move().tagState() == TagMove.State.PRESENT);
    assertThat(layers(plan)).containsOnly(State.PRESENT);
    assertThat(configs(plan)).containsOnly(State.PRESENT);
  }
}
