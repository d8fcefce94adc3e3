package io.github.captainos.image.tar;

import java.nio.file.Path;
import java.util.List;

/**
 * A single file to publish.
 *
 * @param path where it is; a link to a file counts as the file
 * @param name its name in the image
 */
public record SourceFile(Path path, String name) implements LayerSource {

  @Override
  public List<SourceEntry> entries() {
    return List.of(SourceEntry.file(name, path));
  }

  @Override
  public void checkEntries() {
    // a file that was removed or replaced is noticed when it is read
  }
}
