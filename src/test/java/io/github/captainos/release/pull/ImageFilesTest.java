package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.release.pull.UnpackedLayer.DirectoryEntry;
import io.github.captainos.release.pull.UnpackedLayer.Entry;
import io.github.captainos.release.pull.UnpackedLayer.FileEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.ArrayList;
import java.util.List;
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
    List<Entry> entries = new ArrayList<>();
    files.forEach(path -> entries.add(new FileEntry(path, STAGED, 0644, 0, DIGEST, DIGEST)));
    directories.forEach(path -> entries.add(new DirectoryEntry(path, 0755)));
    return new UnpackedLayer(false, entries, whiteouts, List.of());
  }

  private static List<String> paths(UnpackedLayer... layers) throws IOException {
    return ImageFiles.of(List.of(layers)).files().stream().map(FileEntry::path).toList();
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
  void countsDirectoriesThatHaveNoEntry() throws IOException {
    List<String> deep =
        IntStream.range(0, 1000).mapToObj(i -> i + "/" + "d/".repeat(98) + "f").toList();
    assertThat(paths(layer(deep.stream(), List.of(), List.of()))).hasSize(1000);
    assertThatThrownBy(
            () -> paths(layer(Stream.concat(deep.stream(), Stream.of("f")), List.of(), List.of())))
        .hasMessage("the image has more than 100000 entries");
  }

  @Test
  void aFewLongPathsAreManyCharactersWithAllTheirDirectories() {
    List<String> deep = IntStream.range(0, 5).mapToObj(i -> i + "/d".repeat(2000) + "/f").toList();
    assertThatThrownBy(() -> paths(layer(deep.stream(), List.of(), List.of())))
        .hasMessage("the paths of the image have more than 16777216 characters together");
  }
}
