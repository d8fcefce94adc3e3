package io.github.captainos.release.pull.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.files.UnpackedLayer;
import io.github.captainos.testing.image.DirectoryTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links on their way into the output directory. */
class OutputLinksTest {
  @TempDir Path output;

  /** In a file system that ignores case, this is a file of the image with a similar name. */
  @Test
  void doesNotReplaceWhatWasWrittenSinceTheCheck() throws Exception {
    ImageFiles image =
        ImageFiles.of(
            List.of(
                new UnpackedLayer(
                    false,
                    List.of(),
                    List.of(new UnpackedLayer.UnpackedLink("l", "f", "f")),
                    Map.of(),
                    List.of(),
                    List.of())));
    for (boolean isThere : new boolean[] {false, true}) {
      if (isThere) {
        Files.delete(output.resolve("l"));
        Files.createSymbolicLink(output.resolve("l"), Path.of("f"));
      }
      try (StagingDirectory staging = StagingDirectory.in(output)) {
        OutputLinks links = OutputLinks.stage(image, output, staging);
        Files.deleteIfExists(output.resolve("l"));
        Files.writeString(output.resolve("l"), "of the image");

        assertThatThrownBy(links::place)
            .hasMessageStartingWith(output.resolve("l") + " was written since");
      }
      assertThat(DirectoryTree.of(output)).containsExactly(Map.entry("l", "of the image"));
    }
  }
}
