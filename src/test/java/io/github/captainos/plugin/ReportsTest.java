package io.github.captainos.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.report.Goal;
import io.github.captainos.report.TagMove;
import io.github.captainos.report.TagReport;
import io.github.captainos.testing.ReportSchema;
import io.github.captainos.testing.StepOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
  private static final Manifest INDEX = Manifest.of(Manifest.INDEX_TYPE, new byte[] {'{', '}'});
  private static final TagReport REPORT = report(null);

  @TempDir private Path directory;

  private static TagReport report(@Nullable String flavor) {
    String tag = flavor == null ? "v2" : "v2-" + flavor;
    return new TagReport(
        false,
        "ghcr.io/a/b/artifacts",
        "v2",
        flavor,
        null,
        List.of(
            new TagReport.Tag(
                "ghcr.io/a/b/artifacts:" + tag,
                "both",
                "v1",
                tag,
                INDEX.descriptor(),
                TagMove.of(INDEX.digest(), null))));
  }

  private Reports reports(Map<String, String> environment) {
    return new Reports(directory.resolve("captain"), directory, environment, new SystemStreamLog());
  }

  @Test
  void theReportOfAnEarlierBuildGoesFirst() throws Exception {
    Reports reports = reports(Map.of());
    reports.tell(REPORT);
    Path file = directory.resolve("captain/tag.json");
    assertThat(ReportSchema.read(file).path("tag").asText()).isEqualTo("v2");

    reports.forget(Goal.PUBLISH, null);
    assertThat(file).exists();
    reports.forget(Goal.TAG_ALL, null);
    assertThat(file).doesNotExist();
  }

  @Test
  void eachFlavorOfABuildHasAReportOfItsOwn() throws Exception {
    Path output = directory.resolve("output");
    Reports reports = reports(Map.of("GITHUB_OUTPUT", output.toString()));
    reports.tell(report("pi"));
    reports.tell(report("metal"));

    for (String name : List.of("tag-pi", "tag-metal", "tag")) {
      assertThat(flavor(name)).as(name).isEqualTo(name.equals("tag-pi") ? "pi" : "metal");
    }
    assertThat(StepOutputs.read(output))
        .containsEntry("report", directory.resolve("captain/tag-metal.json").toString())
        .containsEntry("image-pi-both", "ghcr.io/a/b/artifacts:v2-pi")
        .containsEntry("image-metal-both", "ghcr.io/a/b/artifacts:v2-metal");
    reports.forget(Goal.TAG_ALL, "pi");
    assertThat(flavor("tag-metal")).isEqualTo("metal");
    assertThat(directory.resolve("captain/tag-pi.json")).doesNotExist();
    assertThat(directory.resolve("captain/tag.json")).doesNotExist();
  }

  private String flavor(String report) throws IOException {
    Path file = directory.resolve("captain").resolve(report + ".json");
    return ReportSchema.read(file).path("flavor").asText();
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
  void outputsThatCannotBeWrittenDoNotFailTheBuild() throws Exception {
    String missing = directory.resolve("none/output").toString();
    reports(Map.of("GITHUB_OUTPUT", missing, "GITHUB_STEP_SUMMARY", directory.toString()))
        .tell(REPORT);
    assertThat(directory.resolve("captain/tag.json")).exists();
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void withoutADirectoryNothingIsWrittenAndTheRecapNamesNoFile() throws Exception {
    Path output = directory.resolve("output");
    Reports reports =
        new Reports(
            null, directory, Map.of("GITHUB_OUTPUT", output.toString()), new SystemStreamLog());
    reports.forget(Goal.TAG_ALL, null);
    reports.tell(REPORT);
    assertThat(directory.toFile().list()).containsExactly("output");
    assertThat(StepOutputs.read(output)).containsKey("digest").doesNotContainKey("report");
  }

  @Test
  void aDirectoryCanBeWrittenIfTheFirstThatExistsCan() throws Exception {
    assertThat(Reports.canWrite(directory.resolve("target/captain"))).isTrue();
    Files.createFile(directory.resolve("target"));
    assertThat(Reports.canWrite(directory.resolve("target/captain"))).isFalse();
  }

  @Test
  void aReportThatCannotBeWrittenFailsTheBuildAndSaysThatTheRestIsDone() throws Exception {
    Files.createFile(directory.resolve("captain"));
    assertThatThrownBy(() -> reports(Map.of()).tell(REPORT))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("The goal has succeeded")
        .hasMessageContaining("tag.json")
        .hasMessageNotContaining("java.");
  }
}
