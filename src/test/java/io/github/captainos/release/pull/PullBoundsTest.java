package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small images that would fill memory or disk, where a layer may unpack to as much as it likes. */
class PullBoundsTest extends PullFixture {
  private static final String SHA256_OF_X =
      "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
  private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";

  @BeforeEach
  void allowMuch() {
    maxUnpackedSize = 1L << 40;
  }

  private void refused(RawImage image, String says) throws IOException {
    image.writeTo(layout, "v1");
    assertThatThrownBy(this::pull)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(says)
        .hasMessageEndingWith("No file was written.")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1000));
    assertThat(output).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_GNUTYPE_LONGNAME,
        TarConstants.LF_GNUTYPE_LONGLINK,
        TarConstants.LF_PAX_EXTENDED_HEADER_LC,
        TarConstants.LF_PAX_EXTENDED_HEADER_UC,
        TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER
      })
  void aHeaderOfThreeGibibytes(byte type) throws IOException {
    refused(
        new RawImage().layer(Tar.bomb(type), GZIP),
        "the header of an entry has more than 1048576 bytes");
  }

  /** Directories, since files would be put aside, which takes a slow disk minutes. */
  @Test
  void oneEmptyDirectoryTooMany() throws IOException {
    refused(
        new RawImage().layer(Tar.empty(100_001, TarConstants.LF_DIR), GZIP),
        "the image has more than 100000 entries");
  }

  @Test
  void anEmptyFileIsAnEntryToo() throws IOException {
    refused(
        new RawImage()
            .layer(Tar.empty(99_990, TarConstants.LF_DIR), GZIP)
            .layer(Tar.empty(11, TarConstants.LF_NORMAL), GZIP),
        "the image has more than 100000 entries");
  }

  @Test
  void countsTheEntriesOfAllLayersTogether() throws IOException {
    byte[] half = Tar.empty(50_001, TarConstants.LF_DIR);
    refused(
        new RawImage().layer(half, GZIP).layer(Tar.concat(half, Tar.gzip(new byte[512])), GZIP),
        "the image has more than 100000 entries");
  }

  @Test
  void thousandsOfLongPaths() throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    for (int i = 0; i < 4200; i++) {
      byte[] path = Tar.paxRecord("path", i + "/" + ("d".repeat(249) + "/").repeat(16) + "f");
      archive.writeBytes(Tar.header("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC, path.length));
      archive.writeBytes(Tar.block(path));
      archive.writeBytes(Tar.header("f", TarConstants.LF_NORMAL, 0));
    }
    refused(
        new RawImage().layer(Tar.gzip(archive.toByteArray()), GZIP),
        "the paths of the image have more than 16777216 characters together");
  }

  @Test
  void thousandsOfLongTargets() throws IOException {
    byte[] target = Tar.paxRecord("linkpath", ("n".repeat(254) + "/").repeat(16) + "n");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    for (int i = 0; i < 4200; i++) {
      archive.writeBytes(Tar.header("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC, target.length));
      archive.writeBytes(Tar.block(target));
      archive.writeBytes(Tar.header("l" + i, TarConstants.LF_SYMLINK, 0));
    }
    refused(
        new RawImage().layer(Tar.gzip(archive.toByteArray()), GZIP),
        "the paths of the image have more than 16777216 characters together");
  }

  @Test
  void oneLayerTenThousandTimes() throws Exception {
    byte[] layer = Tar.empty(1000, TarConstants.LF_NORMAL);
    new RawImage().layer(layer, GZIP).repeatLayer(9_999).writeTo(layout, "v1");

    assertThat(pull().artifacts()).hasSize(1000);
  }

  @Test
  void findsAPathThatIsTooLongForTheFileSystemBeforeTheFirstFile() throws IOException {
    output = directory.resolve("o".repeat(100));
    refused(
        new RawImage()
            .layer(
                new Tar()
                    .file("a", "x")
                    .file(("n".repeat(199) + "/").repeat(20) + "f", "x")
                    .bytes()),
        "cannot be used in " + output);
  }

  @Test
  void leavesWhatWasThereBeforeWhereAPathIsTooLong() throws IOException {
    output = Files.createDirectory(directory.resolve("o".repeat(100)));
    Files.writeString(output.resolve("a"), "mine");
    new RawImage()
        .layer(new Tar().file("a", "x").file(("n".repeat(199) + "/").repeat(20) + "f", "x").bytes())
        .writeTo(layout, "v1");

    assertThatThrownBy(this::pull).hasMessageContaining("No file was written");
    assertThat(files(output)).containsOnlyKeys("a").containsValue("mine");
  }

  @Test
  void aFileOfChecksumsMayHaveALineForEachFileHoweverManyThereAre() throws Exception {
    Tar tar = new Tar();
    StringBuilder lines = new StringBuilder();
    String folder = ("n".repeat(199) + "/").repeat(14);
    for (int i = 0; i < 400; i++) {
      // as the library does it, which is slow where names are long
      tar.paxHeader(Tar.paxRecord("path", folder + i)).file("x", "x");
      lines.append(SHA256_OF_X).append("  ").append(folder).append(i).append('\n');
    }
    assertThat(lines.length()).isGreaterThan(1 << 20);
    new RawImage()
        .layer(tar.file("sha256sums-x.txt", lines.toString()).bytes())
        .writeTo(layout, "v1");

    assertThat(pull().artifacts()).hasSize(401);
  }

  @Test
  void aFileOfChecksumsThatIsLargerThanThat() throws IOException {
    String lines = (SHA256_OF_X + "  a\n").repeat(16_000);
    new RawImage()
        .layer(new Tar().file("a", "x").file("sha256sums-x.txt", lines).bytes())
        .writeTo(layout, "v1");
    assertThatThrownBy(this::pull)
        .hasMessageEndingWith("sha256sums-x.txt is too large to be a file of checksums");
  }
}
