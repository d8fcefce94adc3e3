package io.github.captainos.release.publish.input;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.LayerSource.Selection;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.release.ReleaseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageEntriesTest {
  private static final Path NOWHERE = Path.of("nowhere");

  private static SourceEntry entry(String path) {
    return new SourceEntry(path, SourceEntry.Kind.DIRECTORY, NOWHERE, "");
  }

  private static List<LayerSource> directory(String name, int entries) {
    return directory(name, entries, "");
  }

  private static List<LayerSource> directory(String name, int entries, String suffix) {
    List<SourceEntry> listed = new ArrayList<>();
    listed.add(entry(name));
    for (int i = 1; i < entries; i++) {
      listed.add(entry(name + "/" + i + suffix));
    }
    return List.of(new LayerSource(NOWHERE.resolve(name), name, Selection.ALL, listed));
  }

  private static void check(Map<String, List<LayerSource>> image, String... checksums)
      throws ReleaseException {
    ImageEntries entries = new ImageEntries();
    entries.add(image, List.of(checksums));
    entries.check();
  }

  @Test
  void anImageWithMoreEntriesThanPullAcceptsIsNotPublished() {
    assertThatCode(() -> check(Map.of("arm64", directory("dtb", 99_999)), "sha256sums-arm64.txt"))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> check(Map.of("arm64", directory("dtb", 100_000)), "sha256sums-arm64.txt"))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "Images have more files, directories and links than pull accepts. Leave some out with"
                + " <excludes>, or pack a directory into one file: target arm64: the image has more"
                + " than 100000 entries");
  }

  @Test
  void theCombinedImageHasTheEntriesOfAllTargets() {
    Map<String, List<LayerSource>> both = new LinkedHashMap<>();
    both.put("amd64", directory("dtb-amd64", 60_000));
    both.put("arm64", directory("dtb-arm64", 60_000));
    assertThatThrownBy(() -> check(both))
        .hasMessageEndingWith(
            "the combined image of amd64 and arm64: the image has more than 100000 entries");
  }

  @Test
  void allPathsTogetherAreLimitedToo() {
    assertThatThrownBy(() -> check(Map.of("arm64", directory("dtb", 70_000, "x".repeat(250)))))
        .hasMessageEndingWith(
            "target arm64: the paths of the image have more than 16777216 characters together");
  }
}
