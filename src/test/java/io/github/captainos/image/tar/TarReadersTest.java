package io.github.captainos.image.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What programs that are not ours make of a layer. */
class TarReadersTest {
  private static final long EIGHT_GIB = 8L << 30;
  private static final String PYTHON =
      """
      import sys, tarfile
      with tarfile.open(sys.argv[1], 'r:') as archive:
          for m in archive:
              print(m.name, m.size, oct(m.mode), m.uid, m.gid, m.mtime, m.isreg(), sep='|')
              if m.size < 1 << 30:
                  sys.stdout.flush()
                  sys.stdout.buffer.write(archive.extractfile(m).read())
      """;

  @TempDir private Path directory;
  private Path archive;

  @BeforeEach
  void nameTheArchive() {
    archive = directory.resolve("layer.tar");
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("hello.txt", "hello\n"),
        Arguments.of("one-block", "b".repeat(512)),
        Arguments.of("fills-the-record", "r".repeat(10240 - 3 * 512)),
        Arguments.of("one-more-than-the-record", "r".repeat(10240 - 3 * 512 + 1)),
        Arguments.of("with blank and 'quotes'", "x"),
        Arguments.of("h".repeat(100), "a name of exactly 100 bytes"),
        Arguments.of("i".repeat(101), "a name of 101 bytes"),
        Arguments.of("l".repeat(255), "the longest name"),
        Arguments.of("ядро-amd64", "a name in Cyrillic"),
        Arguments.of("я".repeat(90), "a long name in Cyrillic"));
  }

  static Stream<Arguments> filesOfUstar() {
    return files().limit(7);
  }

  @ParameterizedTest
  @MethodSource("filesOfUstar")
  @EnabledOnOs(OS.LINUX)
  void gnuTarWritesTheVeryBytesWhereUstarCanHoldTheName(String name, String content)
      throws IOException {
    write(name, content);
    Files.writeString(directory.resolve(name), content);
    Command.run(
        directory,
        "tar",
        "--format=ustar",
        "--mtime=@0",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "--mode=0644",
        "-cf",
        "expected.tar",
        name);

    assertThat(archive).hasSameBinaryContentAs(directory.resolve("expected.tar"));
  }

  @ParameterizedTest
  @MethodSource("files")
  @EnabledOnOs(OS.LINUX)
  void gnuTarUnpacksNameAndContent(String name, String content) throws IOException {
    write(name, content);
    Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
    Command.run(unpacked, "tar", "-xf", archive.toString());

    try (Stream<Path> files = Files.list(unpacked)) {
      assertThat(files).singleElement().satisfies(file -> assertThat(file).hasFileName(name));
    }
    assertThat(unpacked.resolve(name)).hasContent(content);
  }

  @ParameterizedTest
  @MethodSource("files")
  @EnabledIf("hasPython")
  void pythonReadsNameAndContent(String name, String content) throws IOException {
    write(name, content);

    assertThat(python()).isEqualTo(pythonLine(name, content.getBytes(UTF_8).length) + content);
  }

  @ParameterizedTest
  @MethodSource("files")
  void commonsCompressReadsNameAndContent(String name, String content) throws IOException {
    write(name, content);
    try (InputStream in = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(in, "UTF-8")) {
      TarArchiveEntry entry = tar.getNextEntry();
      assertThat(entry.getName()).isEqualTo(name);
      assertThat(tar.readAllBytes()).isEqualTo(content.getBytes(UTF_8));
      assertThat(tar.getNextEntry()).isNull();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void gnuTarReadsAFileOfEightGib() throws IOException {
    writeSparse("big.iso", EIGHT_GIB);

    assertThat(Command.run(directory, "tar", "-tvf", archive.toString()))
        .matches("(?s)-rw-r--r-- 0/0 +" + EIGHT_GIB + " 1970-01-01 \\d\\d:00 big.iso\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileJustUnderEightGibNeedsNoPaxHeader() throws IOException {
    assertThat(entry("big.iso", EIGHT_GIB - 1).header()).hasSize(512);
    writeSparse("big.iso", EIGHT_GIB - 1);

    assertThat(Command.run(directory, "tar", "-tvf", archive.toString()))
        .contains(" " + (EIGHT_GIB - 1) + " ");
  }

  @Test
  @EnabledIf("hasPython")
  void pythonReadsAFileOfEightGibWithALongName() throws IOException {
    String name = "ядро".repeat(30);
    writeSparse(name, EIGHT_GIB + 5);

    assertThat(python()).isEqualTo(pythonLine(name, EIGHT_GIB + 5));
  }

  static boolean hasPython() {
    return Command.exists("python3");
  }

  private String python() {
    return Command.run(directory, "python3", "-c", PYTHON, archive.toString());
  }

  private static String pythonLine(String name, long size) {
    return name + "|" + size + "|0o644|0|0|0|True\n";
  }

  private void write(String name, String content) throws IOException {
    Path file = Files.writeString(directory.resolve("source"), content);
    try (OutputStream out = Files.newOutputStream(archive)) {
      Layer.of(file, name).open(0).transferTo(out);
    }
  }

  /** An archive whose content is a hole: nobody has to write or read 8 GiB. */
  private void writeSparse(String name, long size) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(archive.toFile(), "rw")) {
      out.write(entry(name, size).header());
      out.setLength(new TarArchive(LayerSource.file(archive, name), List.of(size)).size());
    }
    assertThat(Files.size(archive) % 10240).isZero();
  }

  private TarEntry entry(String name, long size) {
    return new TarEntry(LayerSource.file(archive, name).entries().get(0), size);
  }
}
