package io.github.captainos.release.publish.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.tar.Layer;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(directory.resolve("hello.txt"), "hello\n");
    Files.writeString(directory.resolve("empty"), "");
    Files.writeString(directory.resolve("one"), "1");
  }

  private Map<String, List<Layer>> layers(List<TargetFiles> targets, boolean combined)
      throws ReleaseException {
    Layers layers =
        new Layers(targets, true, Publishing.setting("none"), directory, directory.resolve("work"));
    try (Tasks threads = new Tasks(2)) {
      layers.find(
          combined ? List.of(targets) : targets.stream().map(List::of).toList(), Flavor.NONE);
      layers.begin(threads);
      return layers.await();
    }
  }

  @Test
  void theLastLayerHasTheChecksumsOfTheOthers() throws Exception {
    List<Layer> found =
        layers(List.of(Publishing.target("amd64", "hello.txt", "one")), true).get("amd64");

    assertThat(found)
        .extracting(Layer::name)
        .containsExactly("hello.txt", "one", "sha256sums-amd64.txt");
    assertThat(directory.resolve("work/sha256sums-amd64.txt"))
        .hasContent(
            """
            5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  hello.txt
            6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  one
            """);
  }

  @Test
  void checksumsThatAreRightAreLeftAsTheyAre() throws Exception {
    List<TargetFiles> targets = List.of(Publishing.target("amd64", "hello.txt"));
    layers(targets, true);
    Path file = directory.resolve("work/sha256sums-amd64.txt");
    FileTime before = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, before);
    layers(targets, true);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);

    Files.writeString(file, "tampered with");
    layers(targets, true);
    assertThat(file).content().endsWith("  hello.txt\n");
  }

  @Test
  void aNameIsTakenOncePerImage() throws Exception {
    List<TargetFiles> targets =
        List.of(Publishing.target("amd64", "hello.txt"), Publishing.target("arm64", "hello.txt"));

    assertThat(layers(targets, false)).containsOnlyKeys("amd64", "arm64");
    assertThatThrownBy(() -> layers(targets, true))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("hello.txt: ")
        .hasMessageContaining("target amd64")
        .hasMessageContaining("target arm64");
  }

  @Test
  void theNameOfTheChecksumsIsTakenToo() throws Exception {
    Files.writeString(directory.resolve("sha256sums-amd64.txt"), "somebody's own");
    List<TargetFiles> targets = List.of(Publishing.target("amd64", "sha256sums-amd64.txt"));

    assertThatThrownBy(() -> layers(targets, true))
        .hasMessageContaining(
            "'sha256sums-amd64.txt' has a name that Captain reserves for its checksums");
  }

  @Test
  void aSignatureOfChecksumsIsNoFileOfATarget() throws Exception {
    Path out = Files.createDirectory(directory.resolve("out"));
    Files.writeString(out.resolve("sha256sums-amd64.txt.sigstore.json"), "{}");

    assertThatThrownBy(
            () -> layers(List.of(Publishing.target("amd64", "out/*.sigstore.json")), true))
        .hasMessageContaining("has a name that Captain reserves for its checksums");
    TargetFiles.Source all = Publishing.directory("out", List.of(), List.of(), null, null);
    assertThatThrownBy(() -> layers(List.of(new TargetFiles("amd64", List.of(all))), true))
        .hasMessageContaining("takes for a file of checksums or its signature");
  }

  @Test
  void whereOneTargetsFilesAreThereTheMessageSaysHowToPublishIt() {
    List<TargetFiles> targets =
        List.of(Publishing.target("amd64", "hello.txt"), Publishing.target("arm64", "b.iso"));

    assertThatThrownBy(() -> layers(targets, true))
        .hasMessageContaining(
            "). Add -Dcaptain.target=amd64 to publish what is there: target arm64");
  }

  @Test
  void aFileWithoutContentIsAnError() {
    assertThatThrownBy(() -> layers(List.of(Publishing.target("amd64", "empty")), true))
        .hasMessageEndingWith(
            "target amd64: empty has 0 bytes. Repeat the build step that makes it, or remove it");
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    List<TargetFiles> targets =
        List.of(
            Publishing.target("amd64", "a.iso", "hello.txt"), Publishing.target("arm64", "b-*"));

    assertThatThrownBy(() -> layers(targets, true))
        .hasMessageNotContaining("captain.target")
        .hasMessageContaining("target amd64: a.iso does not exist. The directory has empty, hello")
        .hasMessageContaining("target arm64: b-* matches no file. The directory has empty, hello")
        .hasMessageNotContaining("target amd64: hello.txt");
    assertThat(directory.resolve("work")).doesNotExist();
  }

  @Test
  void aCompressionThatDoesNotExistIsAnError() {
    TargetFiles.Source file = Publishing.file("hello.txt", null, "lzma");
    List<TargetFiles> targets = List.of(new TargetFiles("amd64", List.of(file)));

    assertThatThrownBy(() -> layers(targets, false))
        .hasMessageContaining(
            "the <compression> of hello.txt must be none, zstd or gzip, not 'lzma'");
    assertThatThrownBy(
            () ->
                new Layers(targets, true, Publishing.setting("lzma"), directory, directory)
                    .find(List.of(targets), Flavor.NONE))
        .hasMessageStartingWith("captain.compression must be none, zstd or gzip, not 'lzma' (from");
  }

  @Test
  void whereThereIsNoRoomForCompressedLayersIsSaid() throws Exception {
    Path layers = directory.resolve("work/layers");
    Files.createDirectories(layers.getParent());
    Files.createFile(layers);
    TargetFiles.Source file = Publishing.file("hello.txt", null, "gzip");

    assertThatThrownBy(() -> layers(List.of(new TargetFiles("amd64", List.of(file))), false))
        .hasMessageStartingWith("hello.txt cannot be compressed into " + layers + ": ");
  }
}
