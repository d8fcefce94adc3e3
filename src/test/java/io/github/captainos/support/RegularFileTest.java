package io.github.captainos.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.testing.program.Command;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class RegularFileTest {
  @TempDir private Path directory;

  @Test
  void whatWouldBeWaitedForOrIsEndlessIsNotOpened() throws Exception {
    Command.run(directory, "mkfifo", "fifo");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/zero"));
    for (Path file : new Path[] {directory.resolve("fifo"), link, directory}) {
      assertThatThrownBy(() -> RegularFile.open(file))
          .hasMessage(file + ": it is not a regular file");
    }
  }

  @Test
  void aLinkToAFileIsAsGoodAsTheFile() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "key");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(RegularFile.open(link)).hasContent("key");
    Files.delete(file);
    assertThatThrownBy(() -> RegularFile.open(link)).isInstanceOf(NoSuchFileException.class);
  }
}
