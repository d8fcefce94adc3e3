package io.github.captainos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.report.Artifact.State;
import io.github.captainos.report.PublishReport.Image;
import io.github.captainos.report.PublishReport.Platform;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecapTest {
  private static final Image IMAGE =
      new Image(
          "ghcr.io/tinkerbell/captain/artifacts:v1.2.0-7540d73-amd64",
          "sha256:11",
          "sha256:00",
          "amd64",
          List.of(
              new Platform("linux/amd64", "sha256:22"), new Platform("linux/arm64", "sha256:33")),
          List.of(
              new Artifact("vmlinuz-amd64", 12171200, "sha256:44", State.UPLOADED),
              new Artifact("initramfs-amd64.cpio.zst", 76457437, "sha256:55", State.PRESENT)));

  @Test
  void eachImageHasItsBlock() {
    assertThat(Recap.of(new PublishReport(false, List.of(IMAGE, IMAGE))))
        .startsWith(
            "Publish complete",
            "  Image:     ghcr.io/tinkerbell/captain/artifacts:v1.2.0-7540d73-amd64",
            "  Digest:    sha256:11",
            "  Replaces:  sha256:00",
            "  Target:    amd64",
            "  Platforms: linux/amd64, linux/arm64",
            "  Layers:    2",
            "  Artifacts:",
            "    - vmlinuz-amd64               11.6 MiB  sha256:44  uploaded",
            "    - initramfs-amd64.cpio.zst    72.9 MiB  sha256:55  present",
            "",
            "  Image:     ghcr.io/tinkerbell/captain/artifacts:v1.2.0-7540d73-amd64");
  }

  @Test
  void aDryRunDoesNotClaimToHaveSentAnything() {
    assertThat(Recap.of(new PublishReport(true, List.of(IMAGE))))
        .first()
        .asString()
        .contains("nothing was sent");
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
