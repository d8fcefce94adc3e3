package io.github.captainos.release.pull;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.PullReport;
import io.github.captainos.testing.image.HostileImages;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What an image says of itself is shown, and neither obeyed by a terminal nor without an end. */
class ForeignWordsTest extends PullFixture {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String SHOWN = "evil\\u202egpj.\\u009b2J\\u2028xxx";
  private static final byte[] LAYER = new Tar().file("f", "x").bytes();

  private void assertFailsInOneShortLine(String... words) {
    assertThatThrownBy(this::pull)
        .isInstanceOf(ReleaseException.class)
        .extracting(Throwable::getMessage, as(InstanceOfAssertFactories.STRING))
        .contains(words)
        .doesNotContain("\u202e", "\u009b", "\u2028", "\n")
        .hasSizeLessThan(2000);
    assertThat(output).doesNotExist();
  }

  @Test
  void aTitle() throws IOException {
    byte[] bad = new byte[512];
    new RawImage().titledLayer(bad, HostileImages.TITLE).writeTo(layout, "v1");
    assertFailsInOneShortLine("fetching " + SHOWN);
  }

  @Test
  void aNameInALayer() throws IOException {
    byte[] layer = new Tar().file("a\u202e/../b", "x").bytes();
    new RawImage().layer(layer).writeTo(layout, "v1");
    assertFailsInOneShortLine("the entry 'a\\u202e/../b' is outside of the directory");
  }

  @Test
  void aNameInChecksums() throws IOException {
    String line = "0".repeat(64) + "  evil\u202egpj" + "x".repeat(9000);
    byte[] layer = new Tar().file("sha256sums-x.txt", line).bytes();
    new RawImage().layer(layer).writeTo(layout, "v1");
    assertFailsInOneShortLine("sha256sums-x.txt lists evil\\u202egpjxxx");
  }

  @Test
  void aDigest() throws IOException {
    String manifest =
        new RawImage()
            .layer(LAYER)
            .manifest()
            .replaceFirst("(layers.*)sha256:\\w+", "$1" + HostileImages.TITLE);
    RawImage.writeTag(layout, "v1", manifest, "application/vnd.oci.image.manifest.v1+json");
    assertFailsInOneShortLine("a digest that is not SHA-256: " + SHOWN);
  }

  @Test
  void aMediaType() throws IOException {
    new RawImage().layer(LAYER, HostileImages.TITLE).writeTo(layout, "v1");
    assertFailsInOneShortLine("a media type that is too long: " + SHOWN);
  }

  @Test
  void anEntryOfALayout() throws IOException {
    new RawImage().layer(LAYER).writeTo(layout, "v1");
    String index = Files.readString(layout.resolve("index.json"));
    Files.writeString(
        layout.resolve("index.json"), index.replaceFirst("sha256:\\w+", HostileImages.TITLE));
    assertFailsInOneShortLine("an entry without a valid digest", SHOWN);
  }

  @Test
  void aPlatform() throws Exception {
    String os = "\u202e\u009bos";
    RawImage image = new RawImage().layer(LAYER);
    image.writeBlobs(layout);
    String platform = "{\"os\":%s,\"architecture\":\"a\"}".formatted(RawImage.json(os));
    RawImage.writeTag(layout, "v1", RawImage.index(Map.of(image, platform), INDEX), INDEX);

    assertThatThrownBy(() -> pull("linux/s390x")).hasMessageContaining("\\u202e\\u009bos/a");
    PullReport report = pull();
    assertThat(report.platform()).isEqualTo(os + "/a");
    assertThat(report.recap("report.json")).contains("  Platform:  \\u202e\\u009bos/a");

    String digest = RawImage.digest(image.manifest().getBytes(UTF_8)).substring(7);
    Files.delete(layout.resolve("blobs/sha256").resolve(digest));
    assertThatThrownBy(this::pull)
        .hasMessageContaining("getting the manifest for \\u202e\\u009bos/a failed");
  }

  @Test
  void manyPlatforms() throws IOException {
    RawImage image = new RawImage().layer(LAYER);
    image.writeBlobs(layout);
    String platform = "{\"os\":%s,\"architecture\":\"a\"}";
    String os = RawImage.json(HostileImages.TITLE);
    String index = RawImage.index(Map.of(image, platform.formatted(os)), INDEX);
    RawImage.writeTag(layout, "v1", index, INDEX);
    assertThatThrownBy(() -> pull("linux/s390x"))
        .extracting(Throwable::getMessage, as(InstanceOfAssertFactories.STRING))
        .contains("It is for: " + SHOWN)
        .hasSizeLessThan(2000);
  }
}
