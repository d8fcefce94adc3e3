package io.github.captainos.release.publish.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceFilesTest {
  @TempDir private Path parent;
  private Path base;

  @BeforeEach
  void makeFiles() throws IOException {
    base = Files.createDirectories(parent.resolve("module"));
    for (String file :
        new String[] {
          "vmlinuz-6.12", "out/a/initramfs.cpio", "out/b/os.iso", "out/b/os [1].iso", "out/x.txt"
        }) {
      Files.createDirectories(base.resolve(file).getParent());
      Files.writeString(base.resolve(file), file);
    }
    Files.createDirectory(base.resolve("out/empty"));
    Files.writeString(parent.resolve("beside.iso"), "iso");
  }

  private Path find(Path directory, String source, String... written) throws ReleaseException {
    return new SourceFiles(directory, Set.of(written))
        .find(Publishing.file(source, null, null), problem -> fail(problem))
        .path();
  }

  @ParameterizedTest
  @CsvSource({
    "vmlinuz-6.12,          vmlinuz-6.12",
    "./out//b/../x.txt,     out/x.txt",
    "vmlinuz-*,             vmlinuz-6.12",
    "vmlinuz-?.1[0-9],      vmlinuz-6.12",
    "out/*/initramfs.cpio,  out/a/initramfs.cpio",
    "'out/{a,c}/*',          out/a/initramfs.cpio",
    "out/*,                 out/x.txt",
    "out//*/initramfs.cpio, out/a/initramfs.cpio",
    "'out/{a/init,b/x}*',   out/a/initramfs.cpio",
    "out/x*/,               out/x.txt",
    "**/os.iso,             out/b/os.iso",
    "out/b/os [1].iso,      out/b/os [1].iso",
    "../*.iso,              ../beside.iso",
  })
  void findsTheOneFile(String source, String file) throws ReleaseException {
    assertThat(find(base, source)).isEqualTo(base.resolve(file).normalize());
  }

  /** Windows has backslashes between directories. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aBackslashTakesTheMeaningFromACharacter() throws ReleaseException {
    assertThat(find(base, "out/b/os \\[*.iso")).isEqualTo(base.resolve("out/b/os [1].iso"));
  }

  @Test
  void findsAnAbsolutePath() throws ReleaseException {
    assertThat(find(parent.resolve("elsewhere"), base + "/vmlinuz-*"))
        .isEqualTo(base.resolve("vmlinuz-6.12"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nothing.iso;         nothing.iso does not exist",
        "nothing-*;           nothing-* matches no file",
        "nowhere/*;           nowhere/* matches no file",
        "out/b/*;             out/b/* matches 2 files, not one: out/b/os [1].iso, out/b/os.iso",
        "out;                 out is a directory, not a file",
        "out/emp*;            out/emp* matches a directory, not a file: out/empty",
        "out/[;               out/[ is not a valid glob",
        "'';                  a <file> has no path",
      })
  void saysWhyThereIsNone(String source, String message) {
    assertThatThrownBy(() -> find(base, source))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(message);
  }

  @Test
  void followsLinksToFilesAndSaysWhereOneLeadsNowhere() throws IOException, ReleaseException {
    Files.createSymbolicLink(base.resolve("latest.iso"), Path.of("out/b/os.iso"));
    Files.createSymbolicLink(base.resolve("broken.iso"), Path.of("nothing"));

    assertThat(find(base, "latest.iso")).hasContent("out/b/os.iso");
    assertThatThrownBy(() -> find(base, "broken.iso"))
        .hasMessage("broken.iso is a link to a file that does not exist");
  }

  @Test
  void asksForAFileBesideTheOneThatIsMissing() {
    assertThatThrownBy(() -> find(base, "out/b/so.iso"))
        .hasMessage("out/b/so.iso does not exist. Did you mean out/b/os.iso?");
    assertThatThrownBy(() -> find(base, "vmlinuz"))
        .hasMessage("vmlinuz does not exist. Did you mean vmlinuz-6.12?");
    assertThatThrownBy(() -> find(base, "out/emtpy"))
        .hasMessage("out/emtpy does not exist. out/ has x.txt");
    assertThatThrownBy(() -> find(base, "uot/x"))
        .hasMessage("uot/x does not exist. There is no directory uot/");
    assertThatThrownBy(() -> find(base, "out/*.img"))
        .hasMessage("out/*.img matches no file. out/ has a, b, empty, x.txt");
  }

  @Test
  void aPropertyThatIsNotSetIsNamed() {
    assertThatThrownBy(() -> find(base, "out/${kernel.path}/vmlinuz"))
        .hasMessage(
            "out/${kernel.path}/vmlinuz matches no file. The property kernel.path is not set:"
                + " define it in <properties>, or add -Dkernel.path=…");
  }

  @Test
  void aFileThatIsWrittenDownElsewhereIsNotMeant() {
    assertThatThrownBy(() -> find(base, "vmlinuz-6.13", "vmlinuz-6.12"))
        .hasMessage("vmlinuz-6.13 does not exist. The directory has vmlinuz-6.12");
  }
}
