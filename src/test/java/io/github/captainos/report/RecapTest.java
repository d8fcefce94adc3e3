package io.github.captainos.report;

import static io.github.captainos.report.Examples.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.report.Part.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecapTest {

  private static final String JSON = "target/captain/publish.json";

  @Test
  void aNameFromElsewhereIsOneLineThatATerminalOnlyShows() {
    assertThat(
            Examples.pulled("evil\u202egpj.\u009b2J\u2028", "x".repeat(4096), "vmlinuz")
                .recap(JSON))
        .noneMatch(line -> line.matches(".*[\u202e\u009b\u2028].*") || line.length() > 600)
        .anyMatch(line -> line.startsWith("    - evil\\u202egpj.\\u009b2J\\u2028 "))
        .anyMatch(line -> line.startsWith("    - vmlinuz   "));
  }

  @Test
  void aPullHasALineForEachFileAndLinksBelowThem() {
    assertThat(Examples.pulled("vmlinuz").recap(JSON))
        .containsExactly(
            "Pull complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "    v1  " + digest("88") + "  all targets",
            "  Key:       kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=",
            "  Directory: " + Path.of("out").toAbsolutePath(),
            "  Artifacts:",
            "    - vmlinuz  7 B  fetched",
            "    - firmware/kernel8.img -> ../vm\\u202elinuz",
            "  Fetched:   99 of 99 B (" + JSON + " has all digests)");
  }

  @Test
  void whatALayerHasInADirectoryIsOneLine() {
    assertThat(
            Examples.pulled("vmlinuz", "firmware/config.txt", "firmware/overlays/x.dtbo", "bin/sh")
                .recap(JSON))
        .containsSequence(
            "    - vmlinuz     7 B  fetched",
            "    - firmware/  14 B  fetched  2 files, 1 link",
            "    - bin/sh      7 B  fetched");
  }

  @Test
  void manyFilesAreInTheJsonFileOnly() {
    String[] names = IntStream.range(0, 20_000).mapToObj(i -> "" + i).toArray(String[]::new);
    assertThat(Examples.pulled(names).recap(JSON))
        .hasSizeLessThan(520)
        .contains("    - … and 19501 more (see " + JSON + ")");
  }

  @Test
  void aPublishHasALineForEachTagAndForEachFile() {
    assertThat(
            Examples.published(
                    Examples.image("amd64", "00", State.UPLOADED),
                    Examples.image("arm64", null, State.UPLOADED),
                    Examples.image("both", "11", State.PRESENT))
                .recap(JSON))
        .containsExactly(
            "Publish complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "  Platforms: linux/amd64, linux/arm64",
            "    v1.2.0-7540d73-amd64  " + digest("11") + "  replaces " + digest("00"),
            "    v1.2.0-7540d73-arm64  " + digest("11") + "  new",
            "    v1.2.0-7540d73        " + digest("11") + "  present, all targets",
            "  Artifacts:",
            "    - vmlinuz-amd64             11.6 MiB  sent",
            "    - initramfs-amd64.cpio.zst  72.9 MiB  present",
            "  Sent:      11.6 of 84.5 MiB (" + JSON + " has all digests)");
  }

  @Test
  void moreFactsAreAtTheEnd() {
    assertThat(
            PublishReport.of(
                    false,
                    Examples.REPOSITORY,
                    "v1",
                    null,
                    null,
                    List.of(Examples.image("amd64", null, State.UPLOADED)),
                    Map.of("Source", "none"))
                .recap(JSON))
        .endsWith("  Source:    none");
  }

  @Test
  void aCombinedImageHasTheLayersOfAllTargets() {
    assertThat(Examples.combined(false, "00", State.UPLOADED).recap(JSON))
        .containsExactly(
            "Combine complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "  Platforms: linux/amd64, linux/arm64",
            "    v1.2.0-7540d73-amd64  " + digest("77") + "  combined",
            "    v1.2.0-7540d73-arm64  " + digest("77") + "  combined",
            "    v1.2.0-7540d73        "
                + digest("11")
                + "  replaces "
                + digest("00")
                + ", all targets",
            "  Attested:  sbom",
            "  Artifacts:",
            "    - vmlinuz-amd64  11.6 MiB  present",
            "    - evil\\u202egpj  72.9 MiB  present",
            "  Sent:      5.7 KiB of 84.5 MiB (" + JSON + " has all digests)");
    assertThat(Examples.combined(true, null, State.PLANNED).recap(JSON))
        .startsWith("Combine planned, nothing was sent (dry run)")
        .anyMatch(line -> line.endsWith("  new, all targets"))
        .anyMatch(line -> line.startsWith("  To send:   5.7 KiB of 84.5 MiB"));
  }

  @Test
  void aDirectoryIsALineWithTheNumberOfItsFilesAndLinks() {
    PublishReport.Image image = Examples.image("amd64", null, State.UPLOADED);
    assertThat(Examples.published(Examples.withDirectory(image)).recap(JSON))
        .contains(
            "    - initramfs-amd64.cpio.zst  72.9 MiB  present",
            "    - firmware-rpi/                  7 B  sent     1 file, 1 link");
  }

  @Test
  void aReleaseWithAFlavorSaysSo() {
    PublishReport.Image image = Examples.image("both", null, State.UPLOADED);
    assertThat(Examples.flavored("pi", image).recap(JSON))
        .containsSequence("  Images:    " + Examples.REPOSITORY, "  Flavor:    pi");
    TagReport tagged = Examples.tagged(false);
    assertThat(
            new TagReport(false, tagged.repository(), "v2", "pi", null, tagged.tags()).recap(JSON))
        .containsSequence("  Images:    " + Examples.REPOSITORY, "  Flavor:    pi");
  }

  @Test
  void aDryRunSaysWhatItWouldDoAndDoesNotClaimToHaveDoneIt() {
    assertThat(
            Examples.planned(
                    Examples.image("amd64", null, State.PLANNED),
                    Examples.image("arm64", "00", State.PLANNED),
                    Examples.image("both", "11", State.PLANNED))
                .recap(JSON))
        .contains(
            "Publish planned, nothing was sent (dry run)",
            "    v1.2.0-7540d73-amd64  " + digest("11") + "  new",
            "    v1.2.0-7540d73-arm64  " + digest("11") + "  would replace " + digest("00"),
            "    v1.2.0-7540d73        " + digest("11") + "  present, all targets",
            "    - vmlinuz-amd64             11.6 MiB  would send",
            "    - initramfs-amd64.cpio.zst  72.9 MiB  present",
            "  To send:   11.6 of 84.5 MiB (" + JSON + " has all digests)")
        .noneMatch(line -> line.contains("  sent") || line.contains("replaces"));
  }

  @Test
  void aCopySaysWhereItComesFromAndWhatWasSent() {
    assertThat(Examples.copied(false).recap(JSON))
        .containsExactly(
            "Copy complete",
            "  From:      ghcr.io/tinkerbell/captain/artifacts:v1",
            "  Images:    registry.example.org/os/artifacts",
            "    v1  " + digest("11") + "  replaces " + digest("00") + ", all targets",
            "  Referrers: 2",
            "  Artifacts:",
            "    - vm\\u202elinuz  2.0 KiB  mounted",
            "  Sent:      2.1 of 6.6 KiB (" + JSON + " has all digests)");
    assertThat(Examples.copied(true).recap(JSON))
        .contains(
            "Copy planned, nothing was sent (dry run)",
            "    v1  " + digest("11") + "  would replace " + digest("00") + ", all targets",
            "  To send:   4.1 of 6.6 KiB (" + JSON + " has all digests)")
        .noneMatch(line -> line.contains("mounted"));
  }

  @Test
  void theAttestationsOfImagesHaveALine() {
    assertThat(
            Examples.published(Examples.attested(Examples.image("amd64", null, State.UPLOADED)))
                .recap(JSON))
        .containsSubsequence("  Attested:  sbom, provenance", "  Artifacts:");
  }

  @Test
  void aVerificationNamesTheKeyOnceOrForEachImage() {
    SignatureReport report = Examples.verified();
    assertThat(report.recap(JSON))
        .containsExactly(
            "Verify complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "  Key:       kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=",
            "    v1.2.0  " + digest("11") + "  all targets",
            "  Attested:  provenance");
    SignatureReport.Image image = report.images().get(0);
    SignatureReport.Image other =
        new SignatureReport.Image(
            image.reference() + "-arm64", "arm64", image.content(), "other=", List.of());
    assertThat(
            new SignatureReport(Goal.SIGN, "r", "v1.2.0", null, List.of(other, image)).recap(JSON))
        .contains(
            "Sign complete",
            "    v1.2.0-arm64  " + digest("11") + "  by other=",
            "    v1.2.0        " + digest("11") + "  by " + image.key() + ", all targets");
  }

  @Test
  void tagsAreUnderEachOther() {
    assertThat(Examples.tagged(false).recap(JSON))
        .containsExactly(
            "Tag complete",
            "  Images:    ghcr.io/tinkerbell/captain/artifacts",
            "    v1-amd64  →  v2-amd64  " + digest("11") + "  replaces " + digest("99"),
            "    v1-arm64  →  v2-arm64  " + digest("11") + "  present",
            "    v1        →  v2        " + digest("11") + "  new, all targets",
            "  Signed by: " + Examples.KEY);
    assertThat(Examples.tagged(true).recap(JSON))
        .contains(
            "Tags planned, none was moved (dry run)",
            "    v1-amd64  →  v2-amd64  " + digest("11") + "  would replace " + digest("99"),
            "  To sign by: " + Examples.KEY);
  }

  @Test
  void sizesAreReadable() {
    assertThat(List.of(0L, 1023L, 1024L, 1048524L, 1048576L, 8L << 30, Long.MAX_VALUE))
        .extracting(Recap::size)
        .containsExactly(
            "0 B", "1023 B", "1.0 KiB", "1023.9 KiB", "1.0 MiB", "8.0 GiB", "8388608.0 TiB");
  }

  @Test
  void numbersLookTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(Recap.size(1536)).isEqualTo("1.5 KiB");
    } finally {
      Locale.setDefault(before);
    }
  }
}
