package io.github.captainos.report;

import static io.github.captainos.report.Examples.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.report.goal.CombineReport;
import io.github.captainos.report.goal.PublishReport;
import io.github.captainos.report.goal.PullReport;
import io.github.captainos.testing.workflow.StepOutputs;
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
    GitHubActions.addSummary(report, file);
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
                "report",
                JSON.toString()));
  }

  @Test
  void anImageWithoutTheNameOfATargetIsTheOnlyOne() throws Exception {
    assertThat(outputs(Examples.published(Examples.image("arm64", null, State.UPLOADED))))
        .containsEntry("image", Examples.REPOSITORY + ":v1.2.0-7540d73-arm64")
        .containsEntry("tag", "v1.2.0-7540d73");
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
    assertThat(report.summary().markdown())
        .startsWith("### Combine complete\n\n| Image | Digest | Platforms | Size | Tag |\n")
        .contains("| 84.5 MiB | new |")
        .endsWith(
            "\nTargets: amd64, arm64. Sent: 5.7 KiB in 5 blobs and manifests. Present: 84.5 MiB in 2"
                + " blobs and manifests.\n\n");
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

    assertThat(StepOutputs.read(file)).hasSize(8);
    assertThat(Files.readAllLines(file)).hasSize(200 * (7 + 5));
  }

  @Test
  void theSummaryIsATable() throws Exception {
    Files.writeString(file, "somebody else's");
    assertThat(summary(Examples.published(Examples.image("amd64", digest("00"), State.UPLOADED))))
        .startsWith(
            """
            somebody else's
            ### Publish complete

            | Image | Digest | Platforms | Size | Tag |
            | --- | --- | --- | --- | --- |
            | <code>ghcr.io/tinkerbell/captain/artifacts:v1.2.0-7540d73-amd64</code> | <code>%s</code> | linux/amd64, linux/arm64 | 84.5 MiB | moved |

            Sent: 11.6 MiB in 6 blobs and manifests. Present: 72.9 MiB in 1 blob or manifest.
            """
                .formatted(digest("11")))
        .contains("<details><summary>Files: 2</summary>\n\n| File | Size | Layer | State |\n")
        .contains(
            "| <code>vmlinuz-amd64</code> | 11.6 MiB | <code>"
                + digest("44")
                + "</code> | uploaded |")
        .endsWith("\n\n");
  }

  @Test
  void theSummaryOfADryRunSaysSo() throws Exception {
    assertThat(summary(Examples.planned(Examples.image("amd64", digest("00"), State.PLANNED))))
        .startsWith("### Publish planned, nothing was sent (dry run)\n")
        .contains("| would replace " + digest("00") + " |", "To send: 11.6 MiB", "would upload");
    assertThat(summary(Examples.tagged(true)))
        .contains("### Tags planned, none was moved (dry run)\n", "| <code>v1-amd64</code> |");
  }

  @Test
  void aNameIsNoMarkdown() throws Exception {
    assertThat(summary(Examples.pulled("a|b`c`<img>_*[x](y)\\\n# @all :+1:")))
        .contains(
            "| <code>a&#124;b&#96;c&#96;&#60;img&#62;&#95;&#42;&#91;x&#93;(y)&#92;&#92;u000a&#35; &#64;all"
                + " :&#43;1:</code> |");
  }

  @Test
  void aNameDoesNotLookLikeAnotherInTheSummaryAndIsWhatItIsInTheOutputs() throws Exception {
    String name = "evil\u202egpj.\u009b2J" + "x".repeat(3000);
    assertThat(summary(Examples.pulled(name)))
        .contains("evil&#92;u202egpj.&#92;u009b2Jxxx")
        .doesNotContain("\u202e", "\u009b", "x".repeat(1000));
    Files.delete(file);
    assertThat(outputs(Examples.pulled(name)).get("files")).endsWith("/" + name);
  }

  @Test
  void aSummaryOfManyFilesStaysOneThatGitHubShows() throws Exception {
    String[] names =
        IntStream.range(0, 20_000).mapToObj(i -> "usr/lib/" + i).toArray(String[]::new);
    assertThat(summary(Examples.pulled(names)))
        .contains("… and 19800 more")
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
