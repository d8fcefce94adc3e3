package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** On Windows, a file is not replaced while somebody reads it. */
  @Test
  void aMoveThatIsRefusedIsTriedAgain() throws IOException {
    AtomicInteger moves = new AtomicInteger();
    AtomicFile.Move move =
        () -> {
          if (moves.incrementAndGet() < 3) {
            throw new AccessDeniedException("file");
          }
        };
    AtomicFile.move(move, 3);
    assertThat(moves).hasValue(3);

    moves.set(0);
    assertThatThrownBy(() -> AtomicFile.move(move, 2)).isInstanceOf(AccessDeniedException.class);
    assertThat(moves).hasValue(2);
  }
}
