package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.image.tar.Layer;
import io.github.captainos.report.PullReport;
import io.github.captainos.report.PullReport.PulledFile;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What comes out of layers of all kinds, and of several over each other. */
class PulledLayersTest extends PullFixture {
  private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  private static final String DOCKER = "application/vnd.docker.distribution.manifest.v2+json";

  @Test
  void readsEveryKindOfLayer() throws Exception {
    new RawImage()
        .mediaType(DOCKER)
        .layer(new Tar().file("plain", "plain").bytes())
        .layer(Tar.gzip(new Tar().file("gzip", "gzip").bytes()), GZIP)
        .layer(Tar.zstd(new Tar().file("zstd", "zstd").bytes()), ZSTD)
        .layer(Tar.gzip(new Tar().file("./docker", "docker").bytes()), DOCKER_LAYER)
        .layer(Tar.gzip(new Tar().bytes()), DOCKER_LAYER)
        .writeTo(layout, "v1");
    PullReport report = pull();

    assertThat(files(output))
        .containsExactly(
            Map.entry("docker", "docker"),
            Map.entry("gzip", "gzip"),
            Map.entry("plain", "plain"),
            Map.entry("zstd", "zstd"));
    assertThat(report.artifacts())
        .extracting(PulledFile::name)
        .containsExactly("plain", "gzip", "zstd", "docker");
  }

  @Test
  void readsItsOwnLayersAsOthersCompressThem() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "the kernel for amd64");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Layer.of(file, "vmlinuz").open(0).transferTo(bytes);
    new RawImage()
        .layer(Tar.gzip(bytes.toByteArray()), GZIP)
        .layer(Tar.zstd(bytes.toByteArray()), ZSTD)
        .writeTo(layout, "v1");
    pull();

    assertThat(output.resolve("vmlinuz")).hasSameBinaryContentAs(file);
  }

  @Test
  void laysLayersOverEachOther() throws Exception {
    new RawImage()
        .layer(
            new Tar()
                .file("a/removed", "1")
                .file("a/kept", "1")
                .file("emptied/x", "1")
                .file("tree/y", "1")
                .file("becomes-a-directory", "1")
                .bytes())
        .layer(
            new Tar()
                .file("a/.wh.removed", "")
                .file("emptied/.wh..wh..opq", "")
                .file("emptied/new", "2")
                .file(".wh.tree", "")
                .file("a/changed", "2")
                .file("becomes-a-directory/z", "2")
                .bytes())
        .layer(new Tar().file("a/changed", "3").bytes())
        .writeTo(layout, "v1");
    Files.createDirectories(output.resolve("a"));
    Files.writeString(output.resolve("a/removed"), "somebody's own");
    Files.writeString(output.resolve("other"), "somebody's own");
    pull();

    assertThat(files(output))
        .containsExactly(
            Map.entry("a/changed", "3"),
            Map.entry("a/kept", "1"),
            Map.entry("a/removed", "somebody's own"),
            Map.entry("becomes-a-directory/z", "2"),
            Map.entry("emptied/new", "2"),
            Map.entry("other", "somebody's own"));
  }

  @Test
  void aLayerThatIsThereAgainIsOverAllBelowIt() throws Exception {
    byte[] one = new Tar().file("f", "1").file("d/x", "1").file(".wh.g", "").bytes();
    byte[] other = new Tar().file("d", "2").file("g", "2").file(".wh.f", "").bytes();
    new RawImage().layer(one).layer(other).writeTo(layout, "v1");
    pull();
    assertThat(files(output)).containsOnlyKeys("d", "g");

    output = directory.resolve("again");
    new RawImage().layer(one).layer(other).layer(one).writeTo(layout, "v1");
    pull();
    assertThat(files(output)).containsOnlyKeys("d/x", "f");
  }

  @Test
  void laysADirectoryOverAFileAndTheReverse() throws Exception {
    new RawImage()
        .layer(new Tar().file("was-a-file", "1").file("was-a-directory/x", "1").bytes())
        .layer(new Tar().directory("was-a-file/d", 0755).file("was-a-directory", "2").bytes())
        .writeTo(layout, "v1");
    pull();

    assertThat(output.resolve("was-a-file/d")).isDirectory();
    assertThat(files(output)).containsExactly(Map.entry("was-a-directory", "2"));
  }

  @Test
  void readsNamesInAllScripts() throws Exception {
    new RawImage()
        .layer(new Tar().file("ядро", "1").bytes())
        .layer(new Tar().withPaxNames().file("启动🚀", "2").bytes())
        .writeTo(layout, "v1");
    pull();

    assertThat(files(output)).containsOnlyKeys("ядро", "启动🚀");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keepsPermissionBitsAndNoOthers() throws Exception {
    new RawImage()
        .layer(
            new Tar()
                .directory("d", 0750)
                .file("d/script", new byte[0], 0755)
                .file("secret", new byte[0], 0600)
                .file("setuid", new byte[0], 06711)
                .bytes())
        .writeTo(layout, "v1");
    pull();

    assertThat(mode("d")).isEqualTo("rwxr-x---");
    assertThat(mode("d/script")).isEqualTo("rwxr-xr-x");
    assertThat(mode("secret")).isEqualTo("rw-------");
    assertThat(Files.getAttribute(output.resolve("setuid"), "unix:mode")).isEqualTo(0100711);
  }

  private String mode(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(output.resolve(path)));
  }
}
