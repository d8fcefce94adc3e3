package io.github.captainos.report;

import static io.github.captainos.report.Examples.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.report.goal.PublishedImage;
import io.github.captainos.report.goal.TagReport;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecapTest {

  @Test
  void aNameFromElsewhereIsOneLineThatATerminalOnlyShows() {
    assertThat(Examples.pulled("evil\u202egpj.\u009b2J\u2028", "x".repeat(4096), "vmlinuz").recap())
        .noneMatch(line -> line.matches(".*[\u202e\u009b\u2028].*") || line.length() > 600)
        .anyMatch(line -> line.startsWith("    - evil\\u202egpj.\\u009b2J\\u2028 "))
        .anyMatch(line -> line.startsWith("    - vmlinuz   "));
  }

  @Test
  void linksAreBelowTheFilesAndNotCounted() {
    List<String> recap = Examples.pulled("vmlinuz").recap();
    assertThat(recap).contains("    - firmware/kernel8.img -> ../vm\\u202elinuz");
    assertThat(recap).contains("  Fetched:   99 B in 1 layer");
  }

  @Test
  void whatALayerHasInADirectoryIsOneLine() {
    List<String> recap =
        Examples.pulled("vmlinuz", "firmware/config.txt", "firmware/overlays/x.dtbo", "bin/sh")
            .recap();
    assertThat(recap)
        .containsSequence(
            "    - vmlinuz           7 B  " + digest("77") + "  fetched",
            "    - firmware/        14 B  " + digest("77") + "  fetched  2 files, 1 link",
            "    - bin/sh            7 B  " + digest("77") + "  fetched",
            "");
  }

  @Test
  void eachImageHasItsBlock() {
    PublishedImage image = Examples.image("amd64", digest("00"), State.UPLOADED);
    assertThat(Examples.published(image, image).recap())
        .startsWith(
            "Publish complete",
            "  Image:     ghcr.io/tinkerbell/captain/artifacts:v1.2.0-7540d73-amd64",
            "  Digest:    " + digest("11"),
            "  Replaces:  " + digest("00"),
            "  Target:    amd64",
            "  Platforms: linux/amd64, linux/arm64",
            "  Layers:    2",
            "  Artifacts:",
            "    - vmlinuz-amd64               11.6 MiB  " + digest("44") + "  uploaded",
            "    - initramfs-amd64.cpio.zst    72.9 MiB  " + digest("55") + "  present",
            "",
            "  Image:     ghcr.io/tinkerbell/captain/artifacts:v1.2.0-7540d73-amd64");
  }

  @Test
  void aMissingSourceIsSaidForTheRegistryThatLinksPackagesByIt() {
    PublishedImage image = Examples.image("amd64", null, State.UPLOADED);
    String line =
        "  Source:    none, so ghcr.io links the package to no repository: set <scm><url> in the"
            + " POM";
    assertThat(Examples.withoutSource("ghcr.io/tinkerbell/captain/artifacts", image).recap())
        .endsWith(line);
    assertThat(Examples.withoutSource("ghcr.io.example.org/captain/artifacts", image).recap())
        .doesNotContain(line);
    assertThat(Examples.published(image).recap()).noneMatch(text -> text.contains("Source:"));
  }

  @Test
  void aCombinedImageHasTheLayersOfAllTargets() {
    assertThat(Examples.combined(false, digest("00"), State.UPLOADED).recap())
        .containsExactly(
            "Combine complete",
            "  Image:     ghcr.io/tinkerbell/captain/artifacts:v1.2.0-7540d73",
            "  Digest:    " + digest("11"),
            "  Replaces:  " + digest("00"),
            "  Target:    both",
            "  Platforms: linux/amd64, linux/arm64",
            "  Layers:    2",
            "  Attested:  sbom",
            "  Artifacts:",
            "    - vmlinuz-amd64    11.6 MiB  " + digest("44") + "  present",
            "    - evil\\u202egpj    72.9 MiB  " + digest("55") + "  present",
            "  Combined:",
            "    - amd64  " + digest("77"),
            "    - arm64  " + digest("77"),
            "",
            "  Sent:      5.7 KiB in 5 blobs and manifests",
            "  Present:   84.5 MiB in 2 blobs and manifests");
    assertThat(Examples.combined(true, null, State.PLANNED).recap())
        .startsWith("Combine planned, nothing was sent (dry run)")
        .contains("  Tag:       new", "  To send:   5.7 KiB in 5 blobs and manifests");
  }

  @Test
  void aDirectoryIsALineWithTheNumberOfItsFilesAndLinks() {
    PublishedImage image = Examples.image("amd64", null, State.UPLOADED);
    assertThat(Examples.published(Examples.withDirectory(image)).recap())
        .contains(
            "    - initramfs-amd64.cpio.zst    72.9 MiB  " + digest("55") + "  present",
            "    - firmware-rpi/                    7 B  "
                + digest("99")
                + "  uploaded  1 file, 1 link");
  }

  @Test
  void aReleaseWithAFlavorSaysSo() {
    PublishedImage image = Examples.image("both", null, State.UPLOADED);
    assertThat(Examples.flavored("pi", image).recap())
        .containsSequence("  Flavor:    pi", "  Target:    both");
    TagReport tagged = Examples.tagged(false);
    assertThat(new TagReport(false, tagged.repository(), "v2", "pi", tagged.tags()).recap())
        .containsSequence("  Image:  " + Examples.REPOSITORY, "  Flavor: pi");
  }

  @Test
  void theEndSaysHowMuchWasSentEachBlobCountedOnce() {
    PublishedImage image = Examples.image("amd64", null, State.UPLOADED);
    assertThat(Examples.published(image, image).recap())
        .endsWith(
            "",
            "  Sent:      11.6 MiB in 6 blobs and manifests",
            "  Present:   72.9 MiB in 1 blob or manifest");
    assertThat(Examples.published(Examples.image("amd64", digest("11"), State.PRESENT)).recap())
        .contains("  Sent:      nothing");
  }

  @Test
  void aDryRunSaysWhatItWouldDoAndDoesNotClaimToHaveDoneIt() {
    List<String> recap =
        Examples.planned(
                Examples.image("amd64", null, State.PLANNED),
                Examples.image("arm64", digest("00"), State.PLANNED),
                Examples.image("both", digest("11"), State.PLANNED))
            .recap();

    assertThat(recap)
        .contains(
            "Publish planned, nothing was sent (dry run)",
            "  Tag:       new",
            "  Tag:       would replace " + digest("00"),
            "  Tag:       present",
            "    - vmlinuz-amd64               11.6 MiB  " + digest("44") + "  would upload",
            "    - initramfs-amd64.cpio.zst    72.9 MiB  " + digest("55") + "  present",
            "  To send:   11.6 MiB in 6 blobs and manifests")
        .noneMatch(line -> line.contains("uploaded") || line.contains("Replaces"));
  }

  @Test
  void aCopySaysWhereItComesFromAndWhatWasSent() {
    String media = "application/vnd.oci.image.config.v1+json";
    assertThat(Examples.copied(false).recap())
        .containsExactly(
            "Copy complete",
            "  Image:     registry.example.org/os/artifacts:v1",
            "  From:      ghcr.io/tinkerbell/captain/artifacts:v1",
            "  Digest:    " + digest("11"),
            "  Replaces:  " + digest("00"),
            "  Target:    both",
            "  Manifests: 1",
            "  Referrers: 2",
            "  Blobs:",
            "    - vm\\u202elinuz.tar"
                + " ".repeat(media.length() - 17)
                + "     2.0 KiB  "
                + digest("44")
                + "  mounted",
            "    - " + media + "     1.2 KiB  " + digest("23") + "  present",
            "",
            "  Sent:      2.1 KiB in 2 blobs and manifests",
            "  Mounted:   2.0 KiB in 1 blob or manifest",
            "  Present:   2.5 KiB in 4 blobs and manifests");
    assertThat(Examples.copied(true).recap())
        .contains(
            "Copy planned, nothing was sent (dry run)",
            "  Tag:       would replace " + digest("00"),
            "  To send:   4.1 KiB in 3 blobs and manifests")
        .noneMatch(line -> line.contains("mounted"));
  }

  @Test
  void theAttestationsOfAnImageHaveALine() {
    assertThat(
            Examples.published(Examples.attested(Examples.image("amd64", null, State.UPLOADED)))
                .recap())
        .containsSubsequence("  Layers:    2", "  Attested:  sbom, provenance", "  Artifacts:");
  }

  @Test
  void aVerificationNamesTheKeyOfEachImage() {
    assertThat(Examples.verified().recap())
        .containsExactly(
            "Verify complete",
            "  Image:  ghcr.io/tinkerbell/captain/artifacts:v1.2.0",
            "  Digest: " + digest("11"),
            "  Key:    kyUUeM7DHoefMy0XiHRrV1hUjGC1lFmSMf5DHjqUP3A=",
            "  With:   provenance");
  }

  @Test
  void tagsAreUnderEachOther() {
    assertThat(Examples.tagged(false).recap())
        .containsExactly(
            "Tag complete",
            "  Image:  ghcr.io/tinkerbell/captain/artifacts",
            "  v1-amd64  →  v2-amd64  " + digest("11") + "  replaces " + digest("99"),
            "  v1-arm64  →  v2-arm64  " + digest("11") + "  present",
            "  v1        →  v2        " + digest("11"));
    assertThat(Examples.tagged(true).recap())
        .contains(
            "Tags planned, none was moved (dry run)",
            "  v1-amd64  →  v2-amd64  " + digest("11") + "  would replace " + digest("99"),
            "  v1-arm64  →  v2-arm64  " + digest("11") + "  present",
            "  v1        →  v2        " + digest("11") + "  new");
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
