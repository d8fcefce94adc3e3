package io.github.captainos.release.pull.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sizes here are such that all pairs of them would take hours. */
class ImageFilesTest {
  private static final DescriptorDigest DIGEST = digest();
  private static final Path STAGED = Path.of("staged");

  private static DescriptorDigest digest() {
    try {
      return DescriptorDigest.fromHash("0".repeat(64));
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  private static UnpackedLayer layer(
      Stream<String> files, List<String> directories, List<String> whiteouts) {
    Map<String, Integer> modes = new LinkedHashMap<>();
    directories.forEach(directory -> modes.put(directory, 0755));
    return new UnpackedLayer(
        false,
        files.map(path -> new UnpackedFile(path, STAGED, 0644, 0, DIGEST, DIGEST)).toList(),
        List.of(),
        modes,
        whiteouts,
        List.of());
  }

  private static List<String> paths(UnpackedLayer... layers) throws IOException {
    return ImageFiles.of(List.of(layers)).files().stream().map(UnpackedFile::path).toList();
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "d/" + i).toList();
  }

  @Test
  void looksForWhatAWhiteoutRemovesWithoutALookAtAllFiles() throws IOException {
    List<String> names = numbered(400_000);
    assertThat(
            paths(
                layer(names.stream(), List.of(), List.of()),
                layer(Stream.of("f"), List.of(), names)))
        .containsExactly("f");
  }

  @Test
  void laysALayerThatIsThereManyTimesOverTheOthersOnce() throws IOException {
    UnpackedLayer many = layer(numbered(1000).stream(), List.of(), List.of());
    assertThat(ImageFiles.of(Collections.nCopies(3_000_000, many)).files()).hasSize(1000);
  }

  @Test
  void knowsWhatIsInADirectoryFromWhatHasASimilarName() throws IOException {
    List<String> similar = List.of("a b", "a!b", "a-b", "a.b", "a0", "ab", "a/b/c", "a/b", "A");
    assertThat(
            paths(
                layer(
                    similar.stream().filter(p -> !p.equals("a/b")), List.of("a", "a/b"), List.of()),
                layer(Stream.of(), List.of(), List.of("a"))))
        .containsExactly("a b", "a!b", "a-b", "a.b", "a0", "ab", "A");
    assertThat(
            paths(
                layer(Stream.of("a", "a b", "a-b", "a.b"), List.of(), List.of()),
                layer(Stream.of("a/b/c"), List.of(), List.of())))
        .containsExactly("a b", "a-b", "a.b", "a/b/c");
    assertThat(
            paths(
                layer(Stream.of("a/b/c", "a.b", "a/x"), List.of("a/b"), List.of()),
                layer(Stream.of("a/b"), List.of(), List.of())))
        .containsExactly("a.b", "a/x", "a/b");
  }

  @Test
  void aLayerThatIsThereAgainIsOverAllBelowIt() throws IOException {
    UnpackedLayer one = layer(Stream.of("f", "d/x"), List.of(), List.of("g"));
    UnpackedLayer other = layer(Stream.of("d", "g"), List.of(), List.of("f"));
    assertThat(paths(one, other)).containsExactly("d", "g");
    assertThat(paths(one, other, one)).containsExactly("f", "d/x");
  }

  @Test
  void countsDirectoriesThatHaveNoEntry() throws IOException {
    List<String> deep =
        IntStream.range(0, 1000).mapToObj(i -> i + "/" + "d/".repeat(98) + "f").toList();
    assertThat(paths(layer(deep.stream(), List.of(), List.of()))).hasSize(1000);
    assertThatThrownBy(
            () -> paths(layer(Stream.concat(deep.stream(), Stream.of("f")), List.of(), List.of())))
        .hasMessage("it has more than 100000 files and directories");
  }
}
