package io.github.captainos.report;

import static io.github.captainos.report.Examples.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.report.Part.State;
import io.github.captainos.testing.StepOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GitHubActionsTest {
  private static final Path JSON = Path.of("publish.json").toAbsolutePath();

  @TempDir private Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void theRunnerMakesAnEmptyFile() throws IOException {
    file = Files.createFile(directory.resolve("set_output"));
  }

  private Map<String, String> outputs(Report report) throws IOException {
    GitHubActions.setOutputs(report, JSON, file);
    return StepOutputs.read(file);
  }

  private String summary(Report report) throws IOException {
    GitHubActions.addSummary(report.recap("target/captain/publish.json"), file);
    return Files.readString(file);
  }

  @Test
  void anImageWithoutTheNameOfATargetIsTheCombinedOne() throws Exception {
    PublishReport report =
        Examples.published(
            Examples.image("amd64", null, State.UPLOADED),
            Examples.image("both", null, State.UPLOADED));

    String combined = Examples.REPOSITORY + ":v1.2.0-7540d73";
    assertThat(outputs(report))
        .isEqualTo(
            Map.of(
                "tag",
                "v1.2.0-7540d73",
                "image",
                combined,
                "digest",
                digest("11"),
                "image-amd64",
                combined + "-amd64",
                "digest-amd64",
                digest("11"),
                "image-both",
                combined,
                "digest-both",
                digest("11"),
                "images",
                """
                {"amd64":{"digest":"%1$s","reference":"%2$s-amd64","tag":"v1.2.0-7540d73-amd64"},\
                "both":{"digest":"%1$s","reference":"%2$s","tag":"v1.2.0-7540d73"}}\
                """
                    .formatted(digest("11"), combined),
                "report",
                JSON.toString()));
  }

  @Test
  void anImageWithoutTheNameOfATargetIsTheOnlyOne() throws Exception {
    assertThat(outputs(Examples.published(Examples.image("arm64", null, State.UPLOADED))))
        .containsEntry("image", Examples.REPOSITORY + ":v1.2.0-7540d73-arm64")
        .containsEntry("tag", "v1.2.0-7540d73");
    assertThat(outputs(Examples.planned(Examples.image("amd64", null, State.PLANNED))))
        .containsEntry("image", Examples.REPOSITORY + ":v1.2.0-7540d73-amd64");
    assertThat(outputs(Examples.tagged(false)))
        .containsEntry("image", Examples.REPOSITORY + ":v2")
        .containsEntry("image-arm64", Examples.REPOSITORY + ":v2-arm64")
        .containsEntry("tag", "v2");
  }

  @Test
  void aCombinedImageIsTheOneWithoutATargetAndTheOthersAreThereToo() throws Exception {
    CombineReport report = Examples.combined(false, null, State.UPLOADED);
    String combined = Examples.REPOSITORY + ":v1.2.0-7540d73";
    assertThat(outputs(report))
        .containsEntry("tag", "v1.2.0-7540d73")
        .containsEntry("image", combined)
        .containsEntry("digest", digest("11"))
        .containsEntry("digest-both", digest("11"))
        .containsEntry("image-arm64", combined + "-arm64")
        .containsEntry("digest-arm64", digest("77"));
  }

  @Test
  void severalFlavorsOfAStepHaveOutputsOfTheirOwn() throws Exception {
    outputs(Examples.flavored("pi", Examples.image("both", null, State.UPLOADED)));
    assertThat(outputs(Examples.flavored("metal", Examples.image("arm64", null, State.UPLOADED))))
        .containsEntry("tag", "v1.2.0-7540d73")
        .containsEntry("flavor", "metal")
        .containsEntry("image-arm64", Examples.REPOSITORY + ":v1.2.0-7540d73-arm64")
        .containsKeys("image-pi-both", "digest-pi-both")
        .containsKeys("image-metal-arm64", "digest-metal-arm64");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void pulledFilesAreAListAndNoNameOfOneCanEndIt() throws Exception {
    PullReport report = Examples.pulled("vmlinuz", "two\nlines\rdigest=evil", "EOF");
    Map<String, String> outputs = outputs(report);

    Path out = report.directory();
    assertThat(outputs)
        .containsEntry("directory", out.toString())
        .containsEntry(
            "files",
            String.join(
                "\n",
                out.resolve("vmlinuz").toString(),
                out.resolve("two\nlines\rdigest=evil").toString(),
                out.resolve("EOF").toString()))
        .containsEntry("digest", digest("88"));
  }

  @Test
  void theFileWithReleaseNotesIsBesideTheReport() throws Exception {
    assertThat(outputs(LookExamples.diff()))
        .containsEntry("notes", JSON.resolveSibling("publish.md").toString());
  }

  @Test
  void aListThatNoWorkflowCouldTakeIsLeftOut() throws Exception {
    String[] names =
        IntStream.range(0, 20_000).mapToObj(i -> "usr/lib/" + i).toArray(String[]::new);
    assertThat(outputs(Examples.pulled(names))).containsKey("directory").doesNotContainKey("files");
  }

  @Test
  void whatOthersHaveWrittenStays() throws Exception {
    Files.writeString(file, "mine=1\nunfinished=2");
    assertThat(outputs(Examples.tagged(false)))
        .containsEntry("mine", "1")
        .containsEntry("unfinished", "2")
        .containsEntry("tag", "v2");
  }

  @Test
  void modulesThatAreThroughAtTheSameTimeDoNotMixTheirLines() throws Exception {
    ExecutorService modules = Executors.newFixedThreadPool(8);
    List<Future<?>> begun = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      begun.add(
          modules.submit(
              () -> {
                GitHubActions.setOutputs(Examples.pulled("a", "b", "c"), JSON, file);
                return file;
              }));
    }
    for (Future<?> module : begun) {
      module.get();
    }
    modules.shutdown();

    assertThat(StepOutputs.read(file)).hasSize(9);
    assertThat(Files.readAllLines(file)).hasSize(200 * (8 + 5));
  }

  @Test
  void theSummaryIsTheRecapInACodeFence() throws Exception {
    Files.writeString(file, "somebody else's");
    PublishReport report = Examples.published(Examples.image("amd64", "00", State.UPLOADED));
    assertThat(summary(report))
        .isEqualTo(
            "somebody else's\n```text\n"
                + String.join("\n", report.recap("target/captain/publish.json"))
                + "\n```\n\n");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aNameCannotEndTheCodeFence() throws Exception {
    String summary = summary(Examples.pulled("a\n```\n# @all", "```"));
    assertThat(summary.split("```", -1)).hasSize(3);
    assertThat(summary).endsWith("\n```\n\n");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aNameDoesNotLookLikeAnotherInTheSummaryAndIsWhatItIsInTheOutputs() throws Exception {
    String name = "evil\u202egpj.\u009b2J" + "x".repeat(3000);
    assertThat(summary(Examples.pulled(name)))
        .contains("evil\\u202egpj.\\u009b2Jxxx")
        .doesNotContain("\u202e", "\u009b", "x".repeat(1000));
    Files.delete(file);
    assertThat(outputs(Examples.pulled(name)).get("files")).endsWith("/" + name);
  }

  @Test
  void aSummaryOfManyFilesStaysOneThatGitHubShows() throws Exception {
    String[] names = IntStream.range(0, 20_000).mapToObj(i -> "file-" + i).toArray(String[]::new);
    assertThat(summary(Examples.pulled(names)))
        .contains("… and 19501 more")
        .hasSizeLessThan(1 << 17);
  }

  @Test
  void aSummaryThatWouldBeTooLargeIsLeftAsItIs() throws Exception {
    String full = "x".repeat((1 << 20) - 100);
    Files.writeString(file, full);
    assertThatThrownBy(() -> summary(Examples.tagged(false))).hasMessageContaining("1 MiB");
    assertThat(file).hasContent(full);
  }
}
