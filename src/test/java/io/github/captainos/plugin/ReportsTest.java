package io.github.captainos.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import io.github.captainos.report.TagMove;
import io.github.captainos.report.TagReport;
import io.github.captainos.testing.ReportSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
  private static final String DIGEST = "sha256:" + "0".repeat(64);
  private static final TagReport REPORT =
      new TagReport(
          false,
          "ghcr.io/a/b/artifacts",
          "v2",
          List.of(
              new TagReport.Tag(
                  new Report.NamedImage("both", "ghcr.io/a/b/artifacts:v2", DIGEST),
                  "v1",
                  new Content("application/vnd.oci.image.index.v1+json", DIGEST, 7),
                  new TagMove("v2", DIGEST, null))));

  @TempDir private Path directory;

  private Reports reports(Map<String, String> environment) {
    return new Reports(directory.resolve("captain"), environment, new SystemStreamLog());
  }

  @Test
  void theReportOfAnEarlierBuildGoesFirst() throws Exception {
    Reports reports = reports(Map.of());
    reports.tell(REPORT);
    Path file = directory.resolve("captain/tag.json");
    assertThat(ReportSchema.read(file).path("tag").asText()).isEqualTo("v2");

    reports.forget(Goal.PUBLISH);
    assertThat(file).exists();
    reports.forget(Goal.TAG_ALL);
    assertThat(file).doesNotExist();
  }

  @Test
  void variablesThatAreBlankAreNone() throws Exception {
    reports(Map.of("GITHUB_OUTPUT", "", "GITHUB_STEP_SUMMARY", " ")).tell(REPORT);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile))
          .containsExactly(directory.resolve("captain/tag.json"));
    }
  }

  @Test
  void aReportThatCannotBeWrittenFailsTheBuildAndSaysThatTheRestIsDone() throws Exception {
    Files.createFile(directory.resolve("captain"));
    assertThatThrownBy(() -> reports(Map.of()).tell(REPORT))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("The goal has succeeded")
        .hasMessageContaining("tag.json");
  }
}
