package io.github.captainos.report;

import static io.github.captainos.report.Examples.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.report.InspectReport.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the goals that change nothing print. */
class LookRecapTest {
  private static final String JSON = "target/captain/inspect.json";
  private static final String SUM = "44".repeat(32);

  @Test
  void anImageIsDescribedAndEachFileIsALineWithItsDigest() {
    assertThat(
            LookExamples.inspected(
                    LookExamples.KEY,
                    null,
                    Map.of(
                        "org.opencontainers.image.version",
                        "v1.3.0-7540d73",
                        "org.opencontainers.image.revision",
                        "has a line of its own",
                        "a",
                        "\u202eb"),
                    true,
                    LookExamples.release("v1.3.0", List.of()),
                    LookExamples.file("vmlinuz-amd64", SUM),
                    LookExamples.directory("firmware-rpi", 2))
                .recap(JSON))
        .containsExactly(
            "Inspect complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "  Platforms: linux/amd64",
            "    v1.3.0  " + digest("11") + "  all targets",
            "  Release:   complete (amd64, arm64)",
            "  Signed by: " + LookExamples.KEY + " (verified)",
            "  Attested:  sbom (verified); of an unknown kind (not verified)",
            "  Created:   2026-02-28 12:00 UTC",
            "  Commit:    7540d73aa7540d73aa7540d73aa7540d73aa7540",
            "  Annotations:",
            "    a: \\u202eb",
            "    version: v1.3.0-7540d73",
            "",
            "  File                 Size of layer  SHA-256",
            "  vmlinuz-amd64             11.6 MiB  " + SUM,
            "  firmware-rpi/            840.0 KiB  2 files",
            "  firmware-rpi/file-0                 " + "66".repeat(32),
            "  firmware-rpi/file-1                 " + "66".repeat(32));
  }

  @Test
  void whatIsNotKnownIsCalledSo() {
    assertThat(LookExamples.inspectedManifest().recap(JSON))
        .contains(
            "  Flavor:    raspberry-pi",
            "  Signed by: unknown",
            "  Attested:  unknown",
            "  Created:   unknown",
            "  Commit:    unknown",
            "  (no name)        2.0 KiB  unknown");
    assertThat(LookExamples.inspected(LookExamples.file("vmlinuz", null)).recap(JSON))
        .contains("  Signed by: nobody (not signed)", "  vmlinuz       11.6 MiB  unknown");
  }

  @Test
  void thePlatformIsNamedIfTheOthersMayHaveOtherFiles() {
    assertThat(
            LookExamples.inspected(
                    null, List.of(), Map.of(), false, LookExamples.release("v1.3.0", List.of()))
                .recap(JSON))
        .contains("  Files of:  linux/amd64");
  }

  private static List<String> state(FoundRelease release) {
    return LookExamples.inspected(null, List.of(), Map.of(), true, release).recap(JSON).stream()
        .filter(line -> line.startsWith("  Release:"))
        .toList();
  }

  @Test
  void aCombinedImageThatIsOutOfDateIsNamedWithWhatIsNewer() {
    assertThat(state(LookExamples.release("v1.3.0", List.of(), "arm64")))
        .containsExactly(
            "  Release:   arm64 is newer than combined (amd64, arm64): run captain:combine");
    assertThat(state(LookExamples.release("v1.3.0", List.of("arm64"), "amd64")))
        .containsExactly(
            "  Release:   lacks arm64; amd64 is newer than combined (amd64): run captain:combine");
    assertThat(state(FoundRelease.of(List.of(), true, List.of(), List.of())))
        .containsExactly("  Release:   combined has other layers");
  }

  private static List<String> signers(List<String> claims) {
    return LookExamples.inspected(
            null, claims, Map.of(), true, LookExamples.release("v1.3.0", List.of()))
        .recap(JSON)
        .stream()
        .filter(line -> line.startsWith("  Signed by:"))
        .toList();
  }

  @Test
  void claimsAreMarkedAsSuch() {
    List<String> claims = new ArrayList<>(List.of(LookExamples.KEY));
    claims.add(null);
    assertThat(signers(claims))
        .containsExactly("  Signed by: " + LookExamples.KEY + " (not verified)");
    claims.remove(0);
    assertThat(signers(claims))
        .containsExactly("  Signed by: a key that is not named (not verified)");
  }

  @Test
  void aKeyThatASignatureNamesIsNotShownAsVerified() {
    assertThat(signers(List.of("abc=", "abc= (verified); x")))
        .containsExactly("  Signed by: abc=, \"abc= (verified); x\" (not verified)");
  }

  @Test
  void thousandsOfFilesOrLayersAreNotAllPrinted() {
    assertThat(LookExamples.inspected(LookExamples.directory("firmware", 5000)).recap(JSON))
        .hasSizeLessThan(600)
        .contains("  … and 4502 more (see " + JSON + ")")
        .anyMatch(line -> line.endsWith("  5000 files"));
    Layer[] layers =
        IntStream.range(0, 1500)
            .mapToObj(i -> LookExamples.file("file-" + i, null))
            .toArray(Layer[]::new);
    assertThat(LookExamples.inspected(layers).recap(JSON))
        .hasSizeLessThan(600)
        .contains("  … and 1001 more (see " + JSON + ")");
  }

  @Test
  void releasesAreATableAndTheOthersAreNamed() {
    assertThat(LookExamples.list().recap(JSON))
        .containsExactly(
            "List complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "  Targets:   amd64, arm64",
            "  Releases:  3 of 5 (captain.limit)",
            "  Not read:  nightly, v1.1.0",
            "    Release  Created (UTC)     Commit   State                  Digest",
            "    v1.3.0   2026-02-28 12:00  7540d73  complete               " + digest("11"),
            "    v1.2.0   unknown                    lacks arm64, combined",
            "    latest   unknown                    cannot be read",
            "  Problems:",
            "    it is not an image.");
  }

  @Test
  void ofTheOthersAFewAreNamed() {
    List<String> many = IntStream.range(0, 500).mapToObj(i -> "build-" + i).toList();
    assertThat(LookExamples.list(List.of(), many).recap(JSON))
        .contains("  Not read:  build-0, build-1, build-2, build-3, build-4, …");
  }

  @Test
  void aRepositoryWithoutReleasesHasNoTable() {
    assertThat(LookExamples.list(List.of(), List.of()).recap(JSON))
        .hasSize(4)
        .contains("  Releases:  0");
  }

  @Test
  void aDifferenceHasALineForEachFileWithItsStateFirst() {
    assertThat(LookExamples.diff().recap(JSON))
        .containsExactly(
            "Diff complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "  Platform:  linux/amd64",
            "    v1.2.0  " + digest("11") + "  all targets",
            "    v1.3.0  " + digest("22") + "  all targets",
            "  Signed by: " + LookExamples.KEY + " (verified)",
            "    State    File                   v1.2.0  v1.3.0",
            "    changed  firmware/config.txt",
            "    added    firmware/new",
            "    removed  old|iso\\u009b        11.0 MiB",
            "  Same:      2 files",
            "  To fetch:  5.0 MiB of 16.0 MiB, 1 of 2 layers");
  }

  @Test
  void aDirectoryWhoseFilesAllHaveOneStateIsOneLine() {
    DiffReport.File[] files =
        IntStream.range(0, 300)
            .mapToObj(i -> LookExamples.added("dtb/" + i, "dtb"))
            .toArray(DiffReport.File[]::new);

    assertThat(LookExamples.diff(files).recap(JSON))
        .filteredOn(line -> line.contains("added"))
        .containsExactly("    added  dtb/ (300 files)          11.0 MiB");
  }

  @Test
  void releaseNotesStayShortEnoughForGitHub() {
    DiffReport.File[] files =
        IntStream.range(0, 3000)
            .mapToObj(i -> LookExamples.added("file-" + i, null))
            .toArray(DiffReport.File[]::new);
    assertThat(LookExamples.diff(files).notes().orElseThrow())
        .hasSizeLessThan(60_000)
        .containsPattern("\\n… and \\d+ more\n");
  }

  @Test
  void releaseNotesHaveWhatIsNotTheSame() {
    assertThat(LookExamples.diff().notes().orElseThrow())
        .isEqualTo(
            """
            ### Files, compared with v1.2.0

            | State | File | v1.2.0 | v1.3.0 |
            | --- | --- | --- | --- |
            | changed | <code>firmware/config.txt</code> |  |  |
            | added | <code>firmware/new</code> |  |  |
            | removed | <code>old&#124;iso&#92;u009b</code> | 11.0 MiB |  |

            Same: 2, changed: 1, added: 1, removed: 1. Who has v1.2.0 fetches 5.0 MiB of 16.0 MiB, 1 of 2 layers.

            <code>ghcr.io/tinkerbell/captain/artifacts:v1.3.0</code> is <code>sha256:%s</code>.
            """
                .formatted("22".repeat(32)));
  }
}
