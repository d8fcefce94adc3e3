package io.github.captainos.report;

import static io.github.captainos.report.Examples.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.report.look.DiffedFile;
import io.github.captainos.report.look.DiffedFile.State;
import io.github.captainos.report.look.FoundLayer;
import io.github.captainos.report.look.Signers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the goals that change nothing print, below {@code [INFO] } in a terminal of 80 columns. */
class LookRecapTest {
  private static final int COLUMNS = 80 - "[INFO] ".length();
  private static final Signers NOBODY = new Signers(null, List.of());

  @Test
  void anImageIsDescribedAndItsDigestsFollow() {
    List<String> recap =
        LookExamples.inspected(
                Map.of("org.opencontainers.image.version", "v1.3.0-7540d73", "a", "\u202eb"),
                new Signers(LookExamples.KEY, List.of()),
                LookExamples.file("vmlinuz-amd64", "44".repeat(32)),
                LookExamples.directory("firmware-rpi", 2))
            .recap("report.json");

    assertThat(recap)
        .containsExactly(
            "Inspect complete",
            "  Image:     ghcr.io/tinkerbell/captain/artifacts:v1.3.0",
            "  Target:    both",
            "  Release:   complete (amd64, arm64)",
            "  Signed by: " + LookExamples.KEY + " (verified)",
            "  Attested:  sbom (verified); of an unknown kind (not verified)",
            "  Created:   2026-02-28 12:00 UTC",
            "  Commit:    7540d73aa7540d73aa7540d73aa7540d73aa7540",
            "  Platforms: linux/amd64",
            "  Size:      12.4 MiB in 2 layers",
            "  Annotations:",
            "    a: \\u202eb",
            "    version: v1.3.0-7540d73",
            "",
            "  File                Size  Compression",
            "  vmlinuz-amd64   11.6 MiB  none",
            "  firmware-rpi/  840.0 KiB  zstd         2 files",
            "",
            "  SHA-256 of the files:",
            "  vmlinuz-amd64",
            "    " + "44".repeat(32),
            "  firmware-rpi/file-0",
            "    " + "66".repeat(32),
            "  firmware-rpi/file-1",
            "    " + "66".repeat(32),
            "",
            "  Digests of the image and its layers:",
            "  (the image)",
            "  " + digest("11"),
            "  vmlinuz-amd64",
            "  " + digest("44"),
            "  firmware-rpi/",
            "  " + digest("55"));
    assertThat(recap).allMatch(line -> line.length() <= COLUMNS);
  }

  @Test
  void whatIsNotKnownIsCalledSo() {
    assertThat(LookExamples.inspectedManifest().recap("report.json"))
        .contains(
            "  Flavor:    raspberry-pi",
            "  Signed by: unknown",
            "  Attested:  unknown",
            "  Created:   unknown",
            "  Commit:    unknown",
            "  (no name)  2.0 KiB  unknown");
    assertThat(
            LookExamples.inspected(NOBODY, LookExamples.file("vmlinuz", null)).recap("report.json"))
        .contains("  Signed by: nobody (not signed)")
        .containsSequence("  vmlinuz", "    unknown");
  }

  @Test
  void thePlatformIsNamedIfTheOthersMayHaveOtherFiles() {
    assertThat(
            LookExamples.inspected(false, Map.of(), NOBODY, LookExamples.file("vmlinuz", null))
                .recap("report.json"))
        .contains("  Files of:  linux/amd64");
  }

  @Test
  void claimsAreMarkedAsSuch() {
    List<String> claims = new ArrayList<>(List.of(LookExamples.KEY));
    claims.add(null);
    assertThat(LookExamples.inspected(new Signers(null, claims)).recap("report.json"))
        .contains("  Signed by: " + LookExamples.KEY + " (not verified)");
    claims.remove(0);
    assertThat(LookExamples.inspected(new Signers(null, claims)).recap("report.json"))
        .contains("  Signed by: a key that is not named (not verified)");
  }

  @Test
  void aNameThatIsTooLongHasALineOfItsOwn() {
    String name = "a-very-long-name-of-a-file-".repeat(4) + "x";
    assertThat(
            LookExamples.inspected(
                    NOBODY, LookExamples.file(name, null), LookExamples.file("vmlinuz", null))
                .recap("report.json"))
        .containsSequence("  " + name, " ".repeat(50) + "11.6 MiB  none")
        .contains("  vmlinuz" + " ".repeat(41) + "11.6 MiB  none");
  }

  @Test
  void thousandsOfFilesAreNotAllPrinted() {
    List<String> recap =
        LookExamples.inspected(NOBODY, LookExamples.directory("firmware", 5000))
            .recap("report.json");
    assertThat(recap)
        .hasSizeLessThan(2100)
        .contains("  and 4000 more, which inspect.json has")
        .anyMatch(line -> line.endsWith("5000 files"));
  }

  @Test
  void thousandsOfLayersAreNotAllPrinted() {
    FoundLayer[] layers =
        IntStream.range(0, 1500)
            .mapToObj(i -> LookExamples.file("file-" + i, null))
            .toArray(FoundLayer[]::new);
    assertThat(LookExamples.inspected(NOBODY, layers).recap("report.json"))
        .filteredOn(line -> line.contains(" more, which inspect.json has"))
        .containsExactly(
            "  and 500 more, which inspect.json has",
            "  and 500 more, which inspect.json has",
            "  and 501 more, which inspect.json has");
  }

  @Test
  void releaseNotesStayShortEnoughForGitHub() {
    DiffedFile[] files =
        IntStream.range(0, 3000)
            .mapToObj(
                i ->
                    new DiffedFile(
                        "file-" + i, State.ADDED, null, LookExamples.side("44", null, "44")))
            .toArray(DiffedFile[]::new);
    assertThat(LookExamples.diff(files).notes().orElseThrow())
        .hasSizeLessThan(60_000)
        .containsPattern("\\n… and \\d+ more\n");
  }

  @Test
  void releasesAreATableAndTheOthersAreNamed() {
    List<String> recap = LookExamples.list().recap("report.json");
    assertThat(recap)
        .containsExactly(
            "List complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "  Targets:   amd64, arm64",
            "  Releases:  3 of 5 (captain.limit)",
            "  Not read:  nightly, v1.1.0",
            "",
            "  Release  Created (UTC)     Commit   State",
            "  v1.3.0   2026-02-28 12:00  7540d73  complete",
            "  v1.2.0   unknown                    lacks arm64, both",
            "  latest   unknown                    cannot be read",
            "  it is not an image.",
            "",
            "  Digests of the images:",
            "  v1.3.0",
            "  " + digest("11"),
            "  v1.2.0-amd64",
            "  " + digest("11"));
    assertThat(recap).allMatch(line -> line.length() <= COLUMNS);
  }

  @Test
  void ofTheOthersAsManyAreNamedAsFitInALine() {
    List<String> many = IntStream.range(0, 500).mapToObj(i -> "build-" + i).toList();
    assertThat(LookExamples.list(List.of(), many).recap("report.json"))
        .contains("  Not read:  build-0, build-1, build-2, build-3, build-4, build-5, …");
  }

  @Test
  void aRepositoryWithoutReleasesHasNoTable() {
    assertThat(LookExamples.list(List.of(), List.of()).recap("report.json"))
        .hasSize(4)
        .contains("  Releases:  0");
  }

  @Test
  void aDifferenceHasALineForEachFileWithItsStateFirst() {
    List<String> recap = LookExamples.diff().recap("report.json");
    assertThat(recap)
        .containsExactly(
            "Diff complete",
            "  From:      ghcr.io/tinkerbell/captain/artifacts:v1.2.0",
            "  To:        ghcr.io/tinkerbell/captain/artifacts:v1.3.0",
            "  Target:    both",
            "  Signed by: " + LookExamples.KEY + " (verified)",
            "  Platform:  linux/amd64",
            "",
            "  State    File            Before     After",
            "  same     vmlinuz       11.0 MiB  11.0 MiB",
            "  changed  firmware/     11.0 MiB  11.0 MiB",
            "  changed    config.txt",
            "  added      new",
            "  same       1 file",
            "  removed  old|iso       11.0 MiB",
            "",
            "  To fetch:  5.0 MiB of 16.0 MiB, 1 of 2 layers",
            "",
            "  Digests of the images:",
            "  v1.2.0",
            "  " + digest("11"),
            "  v1.3.0",
            "  " + digest("22"));
    assertThat(recap).allMatch(line -> line.length() <= COLUMNS);
  }

  @Test
  void aDirectoryWhoseFilesAllHaveOneStateIsOneLine() {
    DiffedFile[] files =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    new DiffedFile(
                        "dtb/" + i, State.ADDED, null, LookExamples.side("44", "dtb", "44")))
            .toArray(DiffedFile[]::new);

    assertThat(LookExamples.diff(files).recap("report.json"))
        .filteredOn(line -> line.startsWith("  added"))
        .containsExactly("  added  dtb/ (300 files)          11.0 MiB");
  }

  @Test
  void releaseNotesHaveWhatIsNotTheSame() {
    assertThat(LookExamples.diff().notes().orElseThrow())
        .isEqualTo(
            """
            ### Files, compared with v1.2.0

            | State | File | v1.2.0 | v1.3.0 |
            | --- | --- | --- | --- |
            | changed | <code>firmware/</code> | 11.0 MiB | 11.0 MiB |
            | changed | <code>firmware/config.txt</code> |  |  |
            | added | <code>firmware/new</code> |  |  |
            | removed | <code>old&#124;iso</code> | 11.0 MiB |  |

            Same: 2, changed: 1, added: 1, removed: 1. Who has v1.2.0 fetches 5.0 MiB of 16.0 MiB, 1 of 2 layers.

            <code>ghcr.io/tinkerbell/captain/artifacts&#58;v1.3.0</code> is <code>sha256&#58;%s</code>.
            """
                .replace("&#58;", ":")
                .formatted("22".repeat(32)));
  }
}
