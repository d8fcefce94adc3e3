package io.github.captainos.release.pull;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.report.PullReport.PulledFile;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What publish accepts, pull accepts; and what pull refuses, publish refuses. */
class FileNamesTest extends PullFixture {

  private void publish(String name) throws Exception {
    Files.writeString(directory.resolve("file"), "content of " + name);
    TargetFiles target = new TargetFiles("amd64", List.of(Publishing.file("file", name, null)));
    new Publishing(directory, target).publish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "q?mark",
        "a:b",
        "c:",
        "ab:c",
        "line\u2028separator",
        "right\u202eto left",
        "ünïcode?",
        "\ud83d\ude00?",
        "*",
        "<angle> \"quoted\" |",
        " blanks ",
        "-rf",
        "#",
        "~",
        "..a",
        ".captain",
        "sha256sums.txt",
        "sha256sums-z.txt.asc",
      })
  @DisabledOnOs(OS.WINDOWS)
  void whatIsPublishedCanBePulled(String name) throws Exception {
    publish(name);

    assertThat(pull().artifacts())
        .extracting(PulledFile::name)
        .containsExactly(name, "sha256sums-amd64.txt");
    assertThat(output.resolve(name)).hasContent("content of " + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".captain-pull-x",
        "back\\slash",
        "next\u0085line",
        "replaced\ufffd",
        "bell\u0007",
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
            + "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
            + "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
            + "nnnnnnnnnn",
      })
  void whatCannotBePulledIsNotPublished(String name) throws Exception {
    assertThatThrownBy(() -> publish(name))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("target amd64: the file '")
        .hasMessageContaining("Give the <file> another <name>");
    assertThat(layout).doesNotExist();

    new RawImage().layer(new Tar().withPaxNames().file(name, "x").bytes()).writeTo(layout, "v1");
    assertThatThrownBy(this::pull).hasMessageContaining("the entry '");
    assertThat(output).doesNotExist();
  }

  @Test
  void namesOfChecksumsAreCaptainsOwn() {
    for (String name : List.of("sha256sums-z.txt", "sha256sums-amd64.txt", "sha256sums-.txt")) {
      assertThatThrownBy(() -> publish(name))
          .hasMessageContaining("the file '" + name + "' has a name that Captain reserves")
          .hasMessageContaining("Give the <file> another <name>");
    }
  }

  @Test
  void whatMarksADeletedFileIsNotPublished() {
    assertThatThrownBy(() -> publish(".wh.x"))
        .hasMessageContaining("the file '.wh.x' has a name that begins with '.wh.'")
        .hasMessageContaining("Give the <file> another <name>");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aQuestionMarkIsToldFromBytesThatAreNotUtf8() throws Exception {
    String longName = "?" + "ä".repeat(100);
    new RawImage()
        .layer(new Tar().withPaxNames().file("directory?/ä?", "pax").bytes())
        .layer(new Tar().withGnuNames().file(longName, "GNU").bytes())
        .layer(new Tar().rawName("ustar?\0".getBytes(UTF_8)).bytes())
        .writeTo(layout, "v1");
    pull();
    assertThat(output.resolve("directory?/ä?")).hasContent("pax");
    assertThat(output.resolve(longName)).hasContent("GNU");
    assertThat(output.resolve("ustar?")).hasContent("x");

    for (Tar tar :
        List.of(
            new Tar().rawName("?\u00ff?\0".getBytes(ISO_8859_1)),
            new Tar(ISO_8859_1.name()).withGnuNames().file("\u00ff".repeat(101) + "?", "x"),
            new Tar(ISO_8859_1.name()).withGnuNames().file("a".repeat(101) + "\u00ff", "x"))) {
      new RawImage().layer(tar.bytes()).writeTo(layout, "v1");
      assertThatThrownBy(this::pull).hasMessageContaining("a name that is not UTF-8");
    }
  }

  @Test
  void aNameThatTheSystemCannotHaveIsRefusedWithTheReason() {
    assertThatThrownBy(
            () ->
                LayerFetcher.checkPath(
                    "q?mark",
                    name -> {
                      // as Windows says it
                      throw new InvalidPathException(name, "Illegal char <?>", 1);
                    }))
        .hasMessage(
            "the entry 'q?mark' has a name that is not valid on this system: Illegal char <?>. Pull"
                + " the image on another operating system, such as Linux");
    assertThatThrownBy(
            () ->
                LayerFetcher.checkPath(
                    "ä",
                    name -> {
                      throw new InvalidPathException(name, "Malformed input");
                    }))
        .hasMessageEndingWith("set a UTF-8 locale, such as LC_ALL=C.UTF-8");
    // to Windows, this is a file in the directory in which the drive a is
    assertThatThrownBy(() -> LayerFetcher.checkPath("a:b", name -> Path.of("/a").resolve(name)))
        .hasMessage("the entry 'a:b' is an absolute path");
  }
}
