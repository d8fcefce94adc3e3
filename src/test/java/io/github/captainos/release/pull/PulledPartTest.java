package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.report.Part.State;
import io.github.captainos.report.Part.Total;
import io.github.captainos.report.PullReport;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pull of some files of an image. */
class PulledPartTest extends PullFixture {

  /** The image that Captain would publish. */
  private void image() throws Exception {
    image(sum("kernel") + "  vmlinuz-aarch64\n");
  }

  private void image(String sums) throws Exception {
    new RawImage()
        .titledLayer(new Tar().file("vmlinuz-aarch64", "kernel").bytes(), "vmlinuz-aarch64.tar")
        .titledLayer(
            new Tar().file("initramfs-aarch64", "initramfs").bytes(), "initramfs-aarch64.tar")
        .titledLayer(new Tar().file("dtb/bcm.dtb", "dtb").bytes(), "dtb.tar")
        .titledLayer(
            new Tar()
                .directory("firmware", 0755)
                .file("firmware/config.txt", "config")
                .symbolicLink("firmware/kernel8.img", "../vmlinuz-aarch64")
                .directory("firmware/overlays", 0755)
                .file("firmware/overlays/a.dtbo", "a")
                .symbolicLink("firmware/overlays/b.dtb", "../../dtb/bcm.dtb")
                .bytes(),
            "firmware.tar")
        .titledLayer(
            new Tar().file("sha256sums-arm64.txt", sums).bytes(), "sha256sums-arm64.txt.tar")
        .writeTo(layout, "v1");
  }

  private static String sum(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes("UTF-8")));
  }

  private Map<String, String> pulled(String patterns) throws Exception {
    files = patterns;
    pull();
    return DirectoryTree.of(output);
  }

  /** Deletes a blob, so that a pull that fetches it fails. */
  private void delete(String content) throws IOException {
    try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
      for (Path blob : blobs.toList()) {
        String text = Files.readString(blob, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (text.startsWith(content)) {
          Files.delete(blob);
        }
      }
    }
  }

  @Test
  void fetchesOnlyTheLayersThatMayMatch() throws Exception {
    image();
    delete("initramfs-aarch64");
    delete("dtb/");
    delete("firmware");
    assertThat(pulled("vmlinuz*")).containsExactly(Map.entry("vmlinuz-aarch64", "kernel"));
  }

  @Test
  void countsTheLayersThatItLeavesOut() throws Exception {
    image();
    files = "vmlinuz-aarch64";
    PullReport report = pull();
    assertThat(report.totals()).extractingByKey(State.FETCHED).returns(2, Total::count);
    assertThat(report.totals()).extractingByKey(State.OMITTED).returns(3, Total::count);
    assertThat(report.recap("report.json")).contains("  Files:     vmlinuz-aarch64");
    assertThat(report.artifacts()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "firmware/overlays/*.dtbo,          firmware/overlays/a.dtbo",
    "firmware/overlays/a*,              firmware/overlays/a.dtbo",
    "**/*.dtbo,                         firmware/overlays/a.dtbo",
    "'./firmware/config.txt',           firmware/config.txt",
    "'vmlinuz-aarch64, , dtb/**',       dtb/bcm.dtb vmlinuz-aarch64",
    "dtb,                               dtb/bcm.dtb",
    "dtb/,                              dtb/bcm.dtb",
    "*/*.txt,                           firmware/config.txt",
    "firmware/overlays,                 dtb/bcm.dtb firmware/overlays/a.dtbo"
        + " firmware/overlays/b.dtb",
    "firmware,     dtb/bcm.dtb firmware/config.txt firmware/kernel8.img firmware/overlays/a.dtbo"
        + " firmware/overlays/b.dtb vmlinuz-aarch64",
    "sha*,                              sha256sums-arm64.txt",
    "**, 'dtb/bcm.dtb firmware/config.txt firmware/kernel8.img firmware/overlays/a.dtbo"
        + " firmware/overlays/b.dtb initramfs-aarch64 sha256sums-arm64.txt vmlinuz-aarch64'",
  })
  void takesWhatMatchesAndWhatLinksNeed(String patterns, String expected) throws Exception {
    image();
    files = patterns;
    pull();
    assertThat(files(output)).containsOnlyKeys(expected.split(" "));
  }

  @Test
  void takesNoMoreOfADirectoryThanIsNeeded() throws Exception {
    image();
    assertThat(pulled("firmware/overlays/b.dtb"))
        .containsExactly(
            Map.entry("dtb", "/"),
            Map.entry("dtb/bcm.dtb", "dtb"),
            Map.entry("firmware", "/"),
            Map.entry("firmware/overlays", "/"),
            Map.entry("firmware/overlays/b.dtb", "-> ../../dtb/bcm.dtb"));
  }

  @Test
  void copiesWhatASelectedLinkLeadsToIfLinksAreCopied() throws Exception {
    image();
    links = "copy";
    assertThat(pulled("firmware/kernel8.img"))
        .containsEntry("firmware/kernel8.img", "kernel")
        .containsEntry("vmlinuz-aarch64", "kernel");
  }

  @Test
  void keepsADirectoryThatALinkLeadsBackOutOf() throws Exception {
    new RawImage()
        .titledLayer(new Tar().file("f", "x").bytes(), "f.tar")
        .titledLayer(new Tar().directory("d", 0755).file("d/y", "y").bytes(), "d.tar")
        .titledLayer(new Tar().symbolicLink("l/k", "../d/../f").bytes(), "l.tar")
        .writeTo(layout, "v1");
    assertThat(pulled("l"))
        .containsExactly(
            Map.entry("d", "/"),
            Map.entry("f", "x"),
            Map.entry("l", "/"),
            Map.entry("l/k", "-> ../d/../f"));
    assertThat(output.resolve("l/k")).hasContent("x");
  }

  @Test
  void followsLinksFromLayerToLayer() throws Exception {
    new RawImage()
        .titledLayer(new Tar().symbolicLink("a", "b/c").bytes(), "a.tar")
        .titledLayer(new Tar().symbolicLink("b/c", "../d").bytes(), "b.tar")
        .titledLayer(new Tar().file("d", "end").bytes(), "d.tar")
        .titledLayer(new Tar().symbolicLink("a2", "a2").bytes(), "a2.tar")
        .writeTo(layout, "v1");
    assertThat(pulled("a"))
        .containsEntry("a", "-> b/c")
        .containsEntry("b/c", "-> ../d")
        .containsEntry("d", "end")
        .doesNotContainKey("a2");
  }

  @Test
  void verifiesChecksumsOfWhatItTakes() throws Exception {
    image(sum("another") + "  vmlinuz-aarch64\n");
    assertThat(pulled("dtb")).containsKey("dtb/bcm.dtb");
    for (String patterns : new String[] {"vmlinuz-*", "firmware/kernel8.img"}) {
      files = patterns;
      assertThatThrownBy(this::pull)
          .hasMessageContaining("vmlinuz-aarch64 has the SHA-256 " + sum("kernel"));
    }
    assertThat(files(output)).containsOnlyKeys("dtb/bcm.dtb");
  }

  @Test
  void missesAFileThatTheChecksumsListIfItWasAskedFor() throws Exception {
    image(sum("x") + "  gone\n" + sum("x") + "  firmware/gone\n");
    assertThat(pulled("vmlinuz*")).hasSize(1);
    files = "firmware";
    assertThatThrownBy(this::pull).hasMessageContaining("lists firmware/gone, which is missing");
  }

  @Test
  void readsAllLayersOfImagesWithoutTitles() throws Exception {
    new RawImage()
        .layer(new Tar().file("etc/passwd", "1").file("boot/vmlinuz", "old").bytes())
        .layer(new Tar().file("boot/.wh.vmlinuz", "").bytes())
        .layer(new Tar().file("boot/vmlinuz-2", "new").bytes())
        .writeTo(layout, "v1");
    assertThat(pulled("boot"))
        .containsExactly(Map.entry("boot", "/"), Map.entry("boot/vmlinuz-2", "new"));
    files = "boot/vmlinuz";
    assertThatThrownBy(this::pull)
        .hasMessageContaining("'boot/vmlinuz' matches nothing")
        .hasMessageContaining("Did you mean boot/vmlinuz-2?");
  }

  @Test
  void namesWhatThereIsIfAPatternMatchesNothing() throws Exception {
    image();
    delete("vmlinuz"); // so that the message comes before any file is fetched
    files = "vmlinuz-*,initramfs-aarch46,*.iso";
    assertThatThrownBy(this::pull)
        .hasMessageContaining(
            "The image has dtb, firmware, initramfs-aarch64, sha256sums-arm64.txt,"
                + " vmlinuz-aarch64.")
        .hasMessageContaining(
            "- 'initramfs-aarch46' matches nothing. Did you mean initramfs-aarch64?")
        .hasMessageContaining("- '*.iso' matches nothing")
        .hasMessageNotContaining("'vmlinuz-*'");
    files = "firmware/*.dtbo";
    assertThatThrownBy(this::pull)
        .hasMessageContaining("'firmware/*.dtbo' matches nothing")
        .hasMessageContaining("firmware/overlays/a.dtbo");
    assertThat(output).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"'%regex[(x]', invalid pattern", "',', has no pattern"})
  void refusesPatternsThatAreNone(String patterns, String problem) throws Exception {
    image();
    files = patterns;
    assertThatThrownBy(this::pull).hasMessageContaining(problem);
  }
}
