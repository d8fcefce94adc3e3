package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.release.pull.PullFixture;
import io.github.captainos.report.JsonReport;
import io.github.captainos.report.Report;
import io.github.captainos.testing.ReportSchema;
import io.github.captainos.testing.image.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Directories that are published and pulled. */
@EnabledOnOs(OS.LINUX)
class DirectoryRoundTripTest {
  @TempDir private Path directory;
  private Publishing publishing;

  @BeforeEach
  void publish() throws Exception {
    Firmware.make(directory);
    publishing =
        new Publishing(
            directory,
            new TargetFiles(
                "arm64",
                List.of(
                    Publishing.file("vmlinuz", "vmlinuz-aarch64", null),
                    source("dtb", "dtb-aarch64"),
                    source("rpi-*", "firmware-rpi"))));
    publishing.publish();
  }

  private static TargetFiles.Source source(String path, String name) {
    return Publishing.directory(path, List.of(), List.of("**/*~"), name, null);
  }

  private JsonNode pull(String links) throws ReleaseException, IOException {
    Report report =
        PullFixture.job(publishing.release(), "arm64", directory.resolve("pulled"), links).run();
    Path file = directory.resolve("pull.json");
    JsonReport.write(report, file);
    return ReportSchema.read(file);
  }

  @Test
  void theSameTreeIsPulledAndNotFetchedAgain() throws Exception {
    Path tree =
        Firmware.tree(
            directory, directory.resolve("work/sha256sums-arm64.txt"), directory.resolve("tree"));
    assertThat(pull("symbolic").at("/totals/fetched/count").asInt()).isEqualTo(4);
    Firmware.assertSame(tree, directory.resolve("pulled"));

    JsonNode again = pull("symbolic");
    assertThat(again.at("/totals/fetched/count").asInt()).isZero();
    assertThat(again.at("/links/0/state").asText()).isEqualTo("present");
    Firmware.assertSame(tree, directory.resolve("pulled"));
  }

  @Test
  void aDirectoryThatWasChangedIsFetchedAgain() throws Exception {
    pull("symbolic");
    Path file = directory.resolve("pulled/dtb-aarch64/vendor-0/board-0.dtb");
    Files.writeString(file, "tampered");
    assertThat(pull("symbolic").at("/totals/fetched/count").asInt()).isEqualTo(1);
    assertThat(file).hasContent("device tree 0");
  }
}
