package io.github.captainos.image.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.tar.LayerSource.Selection;
import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What other programs make of the layer of a directory. */
@EnabledOnOs(OS.LINUX)
class DirectoryLayerTest {
  private static final String TITLE = "firmware-rpi";

  @TempDir private Path parent;
  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(parent.resolve(TITLE));
  }

  private Path file(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private void link(String path, String target) throws IOException {
    Files.createSymbolicLink(directory.resolve(path), Path.of(target));
  }

  private Layer layer() throws IOException {
    List<String> problems = new ArrayList<>();
    LayerSource source = LayerSource.directory(directory, TITLE, Selection.ALL, problems::add);
    assertThat(problems).isEmpty();
    return Layer.of(source);
  }

  private Path archive() throws IOException {
    Path archive = parent.resolve("layer.tar");
    try (OutputStream out = Files.newOutputStream(archive)) {
      layer().open(0).transferTo(out);
    }
    return archive;
  }

  /** The command of the manual. */
  private void assertBytesOfGnuTar() throws IOException {
    Path expected = parent.resolve("expected.tar");
    Command.run(
        parent,
        "tar",
        "--format=ustar",
        "--sort=name",
        "--hard-dereference",
        "--mtime=@0",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "--mode=a-xs,u=rwX,go=rX",
        "-cf",
        expected.toString(),
        TITLE);
    assertThat(archive()).hasSameBinaryContentAs(expected);
  }

  @Test
  void anEmptyDirectory() throws IOException {
    assertBytesOfGnuTar();
  }

  @Test
  void filesAndDirectoriesInTheOrderOfTheirBytes() throws IOException {
    file("a/x", "in a");
    file("a.b", "between a and its content, if paths were sorted");
    file("a b/with blanks in it", "x");
    file("B", "upper case");
    file("empty", "");
    file("fills a block", "b".repeat(512));
    Files.createDirectories(directory.resolve("empty directory/below"));
    file("Z/z/z", "deep");
    file("-dash", "x");
    assertBytesOfGnuTar();
  }

  @Test
  void pathsOfOneHundredBytesAndMore() throws IOException {
    int before = TITLE.length() + 1;
    file("f".repeat(100 - before), "fits");
    Files.createDirectory(directory.resolve("d".repeat(99 - before)));
    Files.createDirectory(directory.resolve("e".repeat(100 - before)));
    file("p".repeat(80) + "/" + "n".repeat(100), "a full name field");
    String full = "q".repeat(71) + "/" + "q".repeat(154 - 71 - before);
    file(full + "/" + "n".repeat(100), "both fields are full to the last byte");
    file("r/".repeat(80) + "n", "many components");
    file("s".repeat(60) + "/" + "t/".repeat(60) + "n", "with slashes around byte 155");
    assertBytesOfGnuTar();
  }

  @Test
  void symbolicAndHardLinks() throws IOException {
    Path file = file("start.elf", "the firmware");
    Files.createLink(directory.resolve("hard.elf"), file);
    link("kernel8.img", "../vmlinuz-aarch64");
    link("directory", "overlays");
    link("long", "../" + "x".repeat(97));
    link("with blank", "start elf");
    Command.run(directory, "ln", "-s", "overlays//one.dtbo/", "with slashes");
    file("overlays/one.dtbo", "1");
    assertBytesOfGnuTar();
  }

  @Test
  void modesOwnersAndTimesThatDiffer() throws IOException {
    Path program = file("program", "x");
    file("private", "x");
    Files.createDirectories(directory.resolve("setgid"));
    Files.createDirectories(directory.resolve("sticky"));
    Command.run(directory, "chmod", "6755", "program");
    Command.run(directory, "chmod", "0600", "private");
    Command.run(directory, "chmod", "2770", "setgid");
    Command.run(directory, "chmod", "1777", "sticky");
    Files.setLastModifiedTime(program, FileTime.fromMillis(987_654_321));
    assertBytesOfGnuTar();
  }

  @Test
  void aSparseFileIsWrittenInFull() throws IOException {
    try (RandomAccessFile sparse =
        new RandomAccessFile(directory.resolve("sparse").toFile(), "rw")) {
      sparse.seek(3 << 20);
      sparse.write(1);
      sparse.setLength(5 << 20);
    }
    assertBytesOfGnuTar();
  }

  @Test
  void fifteenHundredFiles() throws IOException {
    for (int i = 0; i < 1500; i++) {
      file("d" + i % 50 + "/board-" + i + ".dtb", "device tree " + i);
    }
    assertBytesOfGnuTar();
  }

  @Test
  void gnuTarAndPythonReadWhatUstarCannotHold() throws IOException {
    file("ядро/образ", "not ASCII");
    file("x".repeat(150), "too long for a name, and without a slash");
    link("ссылка", "ядро/образ");
    link("long", "../" + "y".repeat(120));
    Files.createDirectories(directory.resolve("z".repeat(120)));
    Path archive = archive();

    Path unpacked = Files.createDirectory(parent.resolve("gnu"));
    Command.run(unpacked, "tar", "-xf", archive.toString());
    Command.run(parent, "diff", "-r", "--no-dereference", TITLE, "gnu/" + TITLE);
    if (Command.exists("python3")) {
      Files.createDirectory(parent.resolve("python"));
      Command.run(
          parent,
          "python3",
          "-c",
          "import sys, tarfile; tarfile.open(sys.argv[1]).extractall('python')",
          archive.toString());
      Command.run(parent, "diff", "-r", "--no-dereference", TITLE, "python/" + TITLE);
    }
  }

  @Test
  void namesThatUtf16SortsInAnotherOrder() throws IOException {
    file("\ud83d\ude00", "an emoji, above U+FFFF");
    file("\uff5e", "a full-width tilde, below U+FFFF");

    assertThat(layer().source().entries())
        .extracting(entry -> entry.path().substring(entry.path().indexOf('/') + 1))
        .containsExactly(TITLE, "\uff5e", "\ud83d\ude00");
  }

  @Test
  void refusesToWriteADirectoryThatHasChanged() throws IOException {
    Path file = file("overlays/one.dtbo", "1");
    link("link", "overlays");
    Layer layer = layer();

    Files.writeString(file, "2");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertChanged(layer, "its content has changed");
    Files.writeString(file, "1");
    Path more = file("overlays/two.dtbo", "");
    assertChanged(layer, "'firmware-rpi/overlays/two.dtbo' is new");
    Files.delete(more);
    Files.delete(directory.resolve("link"));
    link("link", "overlays/one.dtbo");
    assertChanged(layer, "'firmware-rpi/link' was replaced");
    Files.delete(directory.resolve("link"));
    assertChanged(layer, "'firmware-rpi/link' is gone");
    link("link", "overlays");
    layer.open(0).readAllBytes();
  }

  private static void assertChanged(Layer layer, String how) {
    assertThatThrownBy(() -> layer.open(0).readAllBytes())
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("changed while it was being published")
        .hasMessageContaining(how);
  }

  @Test
  void isReadFromAnyByteOn() throws IOException {
    file("a/x", "x".repeat(700));
    file("empty", "");
    link("link", "a/x");
    Layer layer = layer();
    byte[] all = layer.open(0).readAllBytes();
    for (int from = 0; from <= all.length; from += 7) {
      assertThat(layer.open(from).readAllBytes())
          .as("from " + from)
          .isEqualTo(Arrays.copyOfRange(all, from, all.length));
    }
  }

  @Test
  void anEntryThatAppearsWhileItIsReadIsNoticed() throws IOException {
    file("a", "1");
    List<String> problems = new ArrayList<>();
    LayerSource source = LayerSource.directory(directory, TITLE, Selection.ALL, problems::add);
    file("b", "2");
    assertThatThrownBy(() -> Layer.of(source))
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("The directory " + directory)
        .hasMessageContaining("'firmware-rpi/b' is new");
  }
}
