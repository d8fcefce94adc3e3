package io.github.captainos.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ChecksumBundleTest {
  @TempDir private Path directory;

  /** A file that is written in place is half a file where the disk is full. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void checksumsAreReplacedAndNotWrittenInPlace() throws Exception {
    Path before = Files.writeString(directory.resolve("before"), "checksums of before");
    Path checksums = directory.resolve("captain/sha256sums-amd64.txt");
    Files.createDirectory(checksums.getParent());
    Files.createLink(checksums, before);

    ChecksumBundle.replace(checksums, "checksums".getBytes(UTF_8));

    assertThat(checksums).hasContent("checksums");
    assertThat(before).hasContent("checksums of before");
    assertThat(checksums.getParent()).isDirectoryContaining(checksums::equals);
    assertThat(checksums.getParent().toFile().list()).hasSize(1);
  }
}
