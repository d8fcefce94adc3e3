package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path directory;

  @Test
  void aFileIsReplacedByOneWhoseContentClosesTheStream() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "before");
    AtomicFile.write(
        file,
        out -> {
          out.write("after".getBytes());
          out.close();
        });
    assertThat(directory).isDirectoryContaining(file::equals);
    assertThat(file).hasContent("after");
  }

  @Test
  void aFileIsUnchangedWhereItsContentCannotBeMade() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "before");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write("half".getBytes());
                      throw new IOException("no more");
                    }))
        .hasMessage("no more");
    assertThat(file).hasContent("before");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aMissingDirectoryIsMade() throws IOException {
    Path file = directory.resolve("a/b/file");
    AtomicFile.write(file, out -> out.write("content".getBytes()));
    assertThat(file).hasContent("content");
  }
}
