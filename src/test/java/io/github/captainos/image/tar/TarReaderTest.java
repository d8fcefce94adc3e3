package io.github.captainos.image.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.testing.image.Tar;
import io.github.captainos.testing.program.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
  private static final String LONG = "directory-of-a-long-name/".repeat(20) + "file";

  /** Records of {@link #RECORD} bytes each; the two zeros behind the k are replaced. */
  private static final byte[] RECORDS = records();

  private static final int RECORD = "15 k00.00000=v\n".length();

  @TempDir Path directory;

  private static byte[] records() {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; records.size() < 1_000_000; i++) {
      records.writeBytes(Tar.paxRecord("k00.%05d".formatted(i), "v"));
    }
    return records.toByteArray();
  }

  /** Returns what is in an archive: paths with what is in them, a slash behind directories. */
  private static Map<String, String> read(InputStream archive) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (TarReader reader = new TarReader(archive, new UnpackedLimit(Long.MAX_VALUE, ""))) {
      TarReader.Entry entry;
      while ((entry = reader.next()) != null) {
        String mode = Integer.toOctalString(entry.mode());
        switch (entry.kind()) {
          case DIRECTORY -> entries.put(entry.path() + "/", mode);
          case FILE -> entries.put(entry.path(), mode + new String(reader.readAllBytes(), UTF_8));
          case LINK -> entries.put(entry.path(), "-> " + target(entry).text());
        }
      }
    }
    return entries;
  }

  private static LinkTarget target(TarReader.Entry entry) {
    return Objects.requireNonNull(entry.target());
  }

  private static Map<String, String> read(byte[] archive) throws IOException {
    return read(new ByteArrayInputStream(archive));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "posix"})
  @EnabledOnOs(OS.LINUX)
  void readsWhatGnuTarWrites(String format) throws IOException {
    assumeThat(Command.exists("tar")).isTrue();
    boolean isShort = format.equals("v7") || format.equals("ustar");
    String path = isShort ? "d/" + "n".repeat(90) : LONG;
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content");
    Command.run(
        directory, "tar", "--format=" + format, "--mode=0750", "-cf", "a.tar", path.split("/")[0]);

    assertThat(read(Files.readAllBytes(directory.resolve("a.tar"))))
        .containsEntry(path, "750content")
        .containsEntry(path.split("/")[0] + "/", "750");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "posix"})
  @EnabledOnOs(OS.LINUX)
  void readsSymbolicLinksOfGnuTar(String format) throws IOException {
    assumeThat(Command.exists("tar")).isTrue();
    String target = format.equals("v7") || format.equals("ustar") ? "n".repeat(90) : LONG;
    Files.createSymbolicLink(directory.resolve("l"), Path.of(target));
    Command.run(directory, "tar", "--format=" + format, "-cf", "a.tar", "l");

    assertThat(read(Files.readAllBytes(directory.resolve("a.tar"))))
        .containsExactly(Map.entry("l", "-> " + target));
  }

  @Test
  void tellsAHardLinkFromASymbolicOne() throws IOException {
    assumeThat(Command.exists("tar")).isTrue();
    Files.createLink(directory.resolve("k"), Files.writeString(directory.resolve("f"), "x"));
    Command.run(directory, "tar", "-cf", "a.tar", "f", "k");
    byte[] archive = Files.readAllBytes(directory.resolve("a.tar"));

    assertThatThrownBy(() -> read(archive)).hasMessage("the entry 'k' is a hard link");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readsNamesThatUstarSplits() throws IOException {
    assumeThat(Command.exists("tar")).isTrue();
    String path = "d".repeat(120) + "/" + "n".repeat(90);
    Files.createDirectories(directory.resolve(path).getParent());
    Files.writeString(directory.resolve(path), "content");
    Command.run(directory, "tar", "--format=ustar", "--mode=0644", "-cf", "a.tar", path);

    assertThat(read(Files.readAllBytes(directory.resolve("a.tar"))))
        .containsExactly(Map.entry(path, "644content"));
  }

  @Test
  void readsSizesThatAreNoOctalDigits() throws IOException {
    byte[] header = Tar.header("f", TarConstants.LF_NORMAL, 3);
    System.arraycopy(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}, 0, header, 124, 12);
    assertThat(read(archive(withChecksum(header), "abc"))).containsEntry("f", "644abc");

    System.arraycopy(new byte[] {(byte) 0xff}, 0, header, 124, 1);
    assertThatThrownBy(() -> read(archive(withChecksum(header), "abc")))
        .hasMessageStartingWith("the header of an entry has a number that is too large; publish");
  }

  @Test
  void takesTheSizeOfAPaxHeader() throws IOException {
    byte[] pax = Tar.paxRecord("size", "3");
    byte[] x = Tar.header("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC, pax.length);
    byte[] f = Tar.header("f", TarConstants.LF_NORMAL, 0);
    byte[] all = Tar.concat(Tar.concat(x, Tar.block(pax)), archive(f, "abc"));
    assertThat(read(all)).containsEntry("f", "644abc");
  }

  /** Records that nobody asks for are not kept, however many archives have them for all entries. */
  @Test
  void keepsNothingOfHeadersForAllEntries() throws IOException {
    Iterator<InputStream> parts =
        Stream.concat(
                IntStream.range(0, 60).mapToObj(TarReaderTest::globalHeader),
                Stream.of(new Tar().file("last", "x").bytes()))
            .<InputStream>map(ByteArrayInputStream::new)
            .iterator();
    InputStream archive =
        new SequenceInputStream(
            Collections.enumeration(Collections.singleton(InputStream.nullInputStream()))) {
          private InputStream part = InputStream.nullInputStream();

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int count;
            while ((count = part.read(buffer, offset, length)) < 0 && parts.hasNext()) {
              part = parts.next();
            }
            return count;
          }
        };
    assertThat(read(archive)).hasSize(61).containsKey("last");
  }

  private static byte[] globalHeader(int number) {
    byte[] bytes = RECORDS.clone();
    for (int i = 0; i < bytes.length; i += RECORD) {
      bytes[i + 4] = (byte) ('0' + number / 10);
      bytes[i + 5] = (byte) ('0' + number % 10);
    }
    byte[] header = Tar.header("g", TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER, bytes.length);
    byte[] file = Tar.header("f" + number, TarConstants.LF_NORMAL, 0);
    return Tar.concat(Tar.concat(header, Tar.block(bytes)), file);
  }

  @Test
  void readsManyHeadersInARowWithoutRecursion() throws IOException {
    byte[] link = Tar.header("L", TarConstants.LF_GNUTYPE_LONGNAME, 0);
    byte[] all = new byte[0];
    for (int i = 0; i < 1500; i++) {
      all = Tar.concat(all, link);
    }
    byte[] name = Tar.block("name".getBytes(UTF_8));
    byte[] last = Tar.header("L", TarConstants.LF_GNUTYPE_LONGNAME, 4);
    byte[] archive = Tar.concat(Tar.concat(last, name), new Tar().file("f", "x").bytes());
    assertThat(read(Tar.concat(all, archive))).containsOnlyKeys("name");
    assertThatThrownBy(() -> read(new Tar().paxHeader(new byte[0]).withoutEnd()))
        .hasMessage("it ends early; publish the image again, or pull another one");
  }

  private static byte[] archive(byte[] header, String content) {
    return Tar.concat(Tar.concat(header, Tar.block(content.getBytes(UTF_8))), new byte[1024]);
  }

  private static byte[] withChecksum(byte[] header) {
    int sum = 8 * ' ';
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? 0 : header[i] & 0xff;
    }
    byte[] checksum = "%06o\0 ".formatted(sum).getBytes(UTF_8);
    System.arraycopy(checksum, 0, header, 148, checksum.length);
    return header;
  }

  @Test
  void aLayerThatUnpacksToMoreThanTheLimitIsRefusedWithTheMessageOfTheLimit() throws IOException {
    byte[] archive = Tar.gzip(new Tar().file("zeros", new byte[1 << 20], 0644).bytes());
    UnpackedLimit limit = new UnpackedLimit(1000, "set x to more");
    try (TarReader reader = new TarReader(new ByteArrayInputStream(archive), limit)) {
      assertThatThrownBy(
              () -> {
                while (reader.next() != null) {}
              })
          .hasMessage("set x to more");
    }
  }
}
