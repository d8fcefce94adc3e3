package io.github.captainos.plugin.pom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.input.TargetFiles;
import java.io.File;
import java.io.StringReader;
import java.util.List;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
  /** Knows what the build directory is; everything else has no value. */
  private static final ExpressionEvaluator EXPRESSIONS =
      new ExpressionEvaluator() {
        @Override
        public @Nullable Object evaluate(String expression) {
          String evaluated = expression.replace("${out}", "target/out");
          return evaluated.startsWith("${") ? null : evaluated;
        }

        @Override
        public File alignToBaseDirectory(File file) {
          return file;
        }
      };

  private static Targets targets(String content) {
    try {
      return new Targets(
          new XmlPlexusConfiguration(
              Xpp3DomBuilder.build(new StringReader("<targets>" + content + "</targets>"))),
          EXPRESSIONS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<TargetFiles> read(String content) throws ReleaseException {
    return targets(content)
        .files(
            () -> {
              throw new AssertionError("no artifact is named");
            });
  }

  /** Returns what is read of one element of the files of a target. */
  private static TargetFiles.Source source(String file) throws ReleaseException {
    return read(target(file)).get(0).files().get(0);
  }

  private static String target(String file) {
    return "<target><name>arm64</name><files>" + file + "</files></target>";
  }

  @Test
  void thereMayBeNone() throws ReleaseException {
    assertThat(new Targets(null, EXPRESSIONS).isEmpty()).isTrue();
    assertThat(new Targets(null, EXPRESSIONS).names()).isEmpty();
    assertThat(targets("").isEmpty()).isTrue();
    assertThat(targets("").names()).isEmpty();
    assertThat(targets("<target/>").isEmpty()).isFalse();
    assertThat(targets("amd64").isEmpty()).isFalse();
  }

  @Test
  void targetsAndFilesAreInTheOrderOfThePom() throws ReleaseException {
    String pom =
        "<target><name> amd64"
            + " </name><files><file>${out}/b</file><directory>dtb</directory><file>a</file>"
            + "</files><sbom>sbom.json</sbom></target><target><name>arm64</name></target><target/>";
    assertThat(targets(pom).names()).containsExactly("amd64", "arm64", "");
    assertThat(read(pom))
        .containsExactly(
            new TargetFiles(
                "amd64",
                List.of(
                    Publishing.file("target/out/b", null, null),
                    Publishing.directory("dtb", List.of(), List.of(), null, null),
                    Publishing.file("a", null, null)),
                "sbom.json"),
            new TargetFiles("arm64", List.of()),
            new TargetFiles("", List.of()));
  }

  @Test
  void anElementThatIsSetIsTaken() throws ReleaseException {
    assertThat(
            source(
                "<file><source>out/vmlinuz</source><name>vmlinuz-arm64</name>"
                    + "<compression>zstd</compression></file>"))
        .isEqualTo(Publishing.file("out/vmlinuz", "vmlinuz-arm64", "zstd"));
    assertThat(
            source(
                "<directory><source>dtb</source><includes><include>a</include><include/></includes>"
                    + "<excludes>b,c</excludes></directory>"))
        .isEqualTo(Publishing.directory("dtb", List.of("a"), List.of("b", "c"), null, null));
  }

  @Test
  void aBlankElementIsNone() throws ReleaseException {
    assertThat(
            source(
                "<file><source>out/vmlinuz</source><name> </name><compression></compression>"
                    + "<artifact> </artifact></file>"))
        .isEqualTo(Publishing.file("out/vmlinuz", null, null));
    assertThat(source("<file>${env.NO_SUCH_FILE}</file>"))
        .isEqualTo(Publishing.file("", null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "<file><sourc>a</sourc></file> | <sourc> is not an element of a <file> of the target arm64."
            + " Did you mean <source>? Valid elements: <source>, <artifact>, <name>,"
            + " <compression>.",
        "<file><path>a</path></file> | <path> is not an element of a <file> of the target arm64."
            + " Valid elements: <source>, <artifact>, <name>, <compression>.",
        "<directory><artifact>a:b:1</artifact></directory> | <artifact> is not an element of a"
            + " <directory> of the target arm64. Valid elements: <source>, <name>, <compression>,"
            + " <includes>, <excludes>.",
        "<fil>a</fil> | <fil> is not an element of the <files> of the target arm64. Did you mean"
            + " <file>? Valid elements: <file>, <directory>.",
        "a,b | 'a,b' is text in the <files> of the target arm64, which has only elements: <file>,"
            + " <directory>.",
        "<file><source><file>a</file></source></file> | <file> is in a <source> of <targets>, which"
            + " has only text.",
      })
  void aMistakeInTheFilesIsNamedWithWhatWouldBeRight(String files, String message) {
    assertThatThrownBy(() -> read(target(files)))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "amd64, arm64 | <targets> has the text 'amd64, arm64'. Write a <target> with <name> and"
            + " <files> for each target; or, to give a goal that needs no files only their names,"
            + " set captain.targets.",
        "<target>amd64</target> | 'amd64' is text in a <target>, which has only elements: <name>,"
            + " <files>, <sbom>.",
        "<target><nam>amd64</nam></target> | <nam> is not an element of a <target>. Did you mean"
            + " <name>? Valid elements: <name>, <files>, <sbom>.",
        "<name>amd64</name> | <name> is not an element of <targets>. Valid elements: <target>.",
      })
  void aMistakeInTheTargetsIsNamedToGoalsThatNeedOnlyTheirNames(String pom, String message) {
    assertThatThrownBy(() -> targets(pom).names())
        .isInstanceOf(ReleaseException.class)
        .hasMessage(message);
  }
}
