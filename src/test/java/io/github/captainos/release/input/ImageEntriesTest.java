package io.github.captainos.release.input;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.LayerSource.Selection;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.release.ReleaseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageEntriesTest {
  private static final Path NOWHERE = Path.of("nowhere");

  private static SourceEntry entry(String path) {
    return new SourceEntry(path, SourceEntry.Kind.DIRECTORY, NOWHERE, "");
  }

  private static ImageEntries.Member directory(String target, String name, int entries) {
    return directory(target, name, entries, "");
  }

  private static ImageEntries.Member directory(
      String target, String name, int entries, String suffix) {
    List<SourceEntry> listed = new ArrayList<>();
    listed.add(entry(name));
    for (int i = 1; i < entries; i++) {
      listed.add(entry(name + "/" + i + suffix));
    }
    Path path = NOWHERE.resolve(name);
    return new ImageEntries.Member(target, new LayerSource(path, name, Selection.ALL, listed));
  }

  private static void check(List<ImageEntries.Member> image, String... checksums)
      throws ReleaseException {
    ImageEntries entries = new ImageEntries();
    entries.add(image, List.of(checksums));
    entries.check();
  }

  @Test
  void anImageWithMoreEntriesThanPullAcceptsIsNotPublished() {
    assertThatCode(() -> check(List.of(directory("arm64", "dtb", 99_999)), "sha256sums-arm64.txt"))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> check(List.of(directory("arm64", "dtb", 100_000)), "sha256sums-arm64.txt"))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "Images have more files, directories and links than pull accepts. Leave some out with"
                + " <excludes>, or pack a directory into one file: target arm64: the image has more"
                + " than 100000 entries");
  }

  @Test
  void theCombinedImageHasTheEntriesOfAllTargets() {
    List<ImageEntries.Member> both =
        List.of(directory("amd64", "dtb-amd64", 60_000), directory("arm64", "dtb-arm64", 60_000));
    assertThatThrownBy(() -> check(both))
        .hasMessageEndingWith(
            "the combined image of amd64 and arm64: the image has more than 100000 entries");
  }

  @Test
  void allPathsTogetherAreLimitedToo() {
    assertThatThrownBy(() -> check(List.of(directory("arm64", "dtb", 70_000, "x".repeat(250)))))
        .hasMessageEndingWith(
            "target arm64: the paths of the image have more than 16777216 characters together");
  }
}
