package io.github.captainos.release.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
    Files.writeString(parent.resolve("beside.iso"), "");
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
    "**/os.iso,             out/b/os.iso",
    "out/b/os [1].iso,      out/b/os [1].iso",
    "'out/b/os \\[*.iso',   out/b/os [1].iso",
    "../*.iso,              ../beside.iso",
  })
  void findsTheOneFile(String source, String file) throws FileOrigin.Problem {
    assertThat(new SourceFiles(base, Set.of()).find(source))
        .isEqualTo(base.resolve(file).normalize());
  }

  @Test
  void findsAnAbsolutePath() throws FileOrigin.Problem {
    SourceFiles elsewhere = new SourceFiles(parent.resolve("elsewhere"), Set.of());

    assertThat(elsewhere.find(base + "/vmlinuz-*")).isEqualTo(base.resolve("vmlinuz-6.12"));
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
    assertThatThrownBy(() -> new SourceFiles(base, Set.of()).find(source))
        .isInstanceOf(FileOrigin.Problem.class)
        .hasMessageContaining(message);
  }

  @Test
  void followsLinksToFilesAndSaysWhereOneLeadsNowhere() throws IOException, FileOrigin.Problem {
    Files.createSymbolicLink(base.resolve("latest.iso"), Path.of("out/b/os.iso"));
    Files.createSymbolicLink(base.resolve("broken.iso"), Path.of("nothing"));

    assertThat(new SourceFiles(base, Set.of()).find("latest.iso")).hasContent("out/b/os.iso");
    assertThatThrownBy(() -> new SourceFiles(base, Set.of()).find("broken.iso"))
        .hasMessage("broken.iso is a link to a file that does not exist");
  }

  @Test
  void asksForAFileBesideTheOneThatIsMissing() {
    assertThatThrownBy(() -> new SourceFiles(base, Set.of()).find("out/b/so.iso"))
        .hasMessage("out/b/so.iso does not exist. Did you mean out/b/os.iso?");
    assertThatThrownBy(() -> new SourceFiles(base, Set.of()).find("vmlinuz"))
        .hasMessage("vmlinuz does not exist. Did you mean vmlinuz-6.12?");
    assertThatThrownBy(() -> new SourceFiles(base, Set.of()).find("out/emtpy"))
        .hasMessage("out/emtpy does not exist");
  }

  @Test
  void aFileThatIsWrittenDownElsewhereIsNotMeant() {
    assertThatThrownBy(() -> new SourceFiles(base, Set.of("vmlinuz-6.12")).find("vmlinuz-6.13"))
        .hasMessage("vmlinuz-6.13 does not exist");
  }
}
