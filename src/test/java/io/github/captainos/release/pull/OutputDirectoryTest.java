package io.github.captainos.release.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.pull.UnpackedLayer.LinkEntry;
import io.github.captainos.testing.image.DirectoryTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputDirectoryTest {
  @TempDir Path output;

  /** In a file system that ignores case, this is a file of the image with a similar name. */
  @Test
  void aLinkDoesNotReplaceWhatWasWrittenSinceTheCheck() throws Exception {
    ImageFiles image =
        ImageFiles.of(
            List.of(
                new UnpackedLayer(
                    false, List.of(new LinkEntry("l", "f", "f")), List.of(), List.of())));
    for (boolean isThere : new boolean[] {false, true}) {
      if (isThere) {
        Files.delete(output.resolve("l"));
        Files.createSymbolicLink(output.resolve("l"), Path.of("f"));
      }
      try (StagingDirectory staging = StagingDirectory.in(output)) {
        OutputDirectory directory = new OutputDirectory(output, image);
        directory.stageLinks(staging);
        Files.deleteIfExists(output.resolve("l"));
        Files.writeString(output.resolve("l"), "of the image");

        assertThatThrownBy(directory::place)
            .hasMessageStartingWith(output.resolve("l") + " was written since");
      }
      assertThat(DirectoryTree.of(output)).containsExactly(Map.entry("l", "of the image"));
    }
  }
}
