package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.tar.Layer;
import io.github.captainos.report.PullReport;
import io.github.captainos.report.PullReport.LinkState;
import io.github.captainos.report.PullReport.PulledFile;
import io.github.captainos.report.PullReport.PulledLink;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Copies in the place of links, for file systems without links. */
@DisabledOnOs(OS.WINDOWS)
class LinkCopiesTest extends PullFixture {

  @BeforeEach
  void copy() {
    links = "copy";
  }

  @Test
  void copiesFilesAndDirectories() throws Exception {
    new RawImage()
        .layer(
            new Tar()
                .file("dtb/x.dtb", "x".getBytes(), 0600)
                .directory("dtb/empty", 0750)
                .symbolicLink("dtb/y.dtb", "x.dtb")
                .file("overlays/z.dtbo", "z")
                .symbolicLink("dtb/overlays", "../overlays")
                .symbolicLink("current", "versions/2")
                .symbolicLink("versions/2", "../dtb")
                .symbolicLink("one", "two")
                .symbolicLink("two", "dtb/y.dtb")
                .bytes())
        .writeTo(layout, "v1");
    PullReport report = pull();

    assertThat(DirectoryTree.of(output))
        .containsExactly(
            Map.entry("current", "/"),
            Map.entry("current/empty", "/"),
            Map.entry("current/overlays", "/"),
            Map.entry("current/overlays/z.dtbo", "z"),
            Map.entry("current/x.dtb", "x"),
            Map.entry("current/y.dtb", "x"),
            Map.entry("dtb", "/"),
            Map.entry("dtb/empty", "/"),
            Map.entry("dtb/overlays", "/"),
            Map.entry("dtb/overlays/z.dtbo", "z"),
            Map.entry("dtb/x.dtb", "x"),
            Map.entry("dtb/y.dtb", "x"),
            Map.entry("one", "x"),
            Map.entry("overlays", "/"),
            Map.entry("overlays/z.dtbo", "z"),
            Map.entry("two", "x"),
            Map.entry("versions", "/"),
            Map.entry("versions/2", "/"),
            Map.entry("versions/2/empty", "/"),
            Map.entry("versions/2/overlays", "/"),
            Map.entry("versions/2/overlays/z.dtbo", "z"),
            Map.entry("versions/2/x.dtb", "x"),
            Map.entry("versions/2/y.dtb", "x"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output.resolve("one"))))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(output.resolve("current/empty"))))
        .isEqualTo("rwxr-x---");
    assertThat(report.artifacts())
        .extracting(PulledFile::name)
        .containsExactly("dtb/x.dtb", "overlays/z.dtbo");
    assertThat(report.links())
        .hasSize(6)
        .extracting(PulledLink::state)
        .containsOnly(LinkState.COPIED);
  }

  @Test
  void replacesLinksOfAnEarlierPullAndCopiesAFileThatIsThereAlready() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "the kernel");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Layer.of(file, "vmlinuz").open(0).transferTo(bytes);
    new RawImage()
        .titledLayer(bytes.toByteArray(), "vmlinuz.tar")
        .layer(new Tar().symbolicLink("rpi/kernel8.img", "../vmlinuz").bytes())
        .writeTo(layout, "v1");
    links = "symbolic";
    pull();
    links = "COPY";
    PullReport report = pull();

    assertThat(report.artifacts())
        .extracting(artifact -> artifact.layer().state())
        .containsExactly(io.github.captainos.report.Part.State.PRESENT);
    assertThat(DirectoryTree.of(output))
        .containsExactly(
            Map.entry("rpi", "/"),
            Map.entry("rpi/kernel8.img", "the kernel"),
            Map.entry("vmlinuz", "the kernel"));
  }

  @Test
  void aDirectoryIsNotWrittenThroughTheLinkOfAnEarlierPull() throws Exception {
    new RawImage()
        .layer(new Tar().file("d/f", "x").symbolicLink("l", "d").bytes())
        .writeTo(layout, "v1");
    links = "symbolic";
    pull();
    Map<String, String> before = DirectoryTree.of(output);
    links = "copy";

    assertThatThrownBy(this::pull)
        .hasMessageContaining(
            output.resolve("l")
                + " is a link, and files of the image would be written through it. Remove it");
    assertThat(DirectoryTree.of(output)).isEqualTo(before);
  }
}
