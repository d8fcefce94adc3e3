package io.github.captainos.plugin.pom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.ReleaseException;
import java.util.List;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifactType;
import org.eclipse.aether.util.artifact.DefaultArtifactTypeRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MavenArtifactsTest {
  private final DefaultArtifactTypeRegistry types =
      new DefaultArtifactTypeRegistry()
          .add(new DefaultArtifactType("jar"))
          .add(new DefaultArtifactType("test-jar", "jar", "tests", "java"));

  private Artifact artifact(String text) throws ReleaseException {
    return MavenArtifacts.parse(text, types);
  }

  @ParameterizedTest
  @CsvSource({
    "g:a:1,                    g:a:jar:1",
    "g:a:1-SNAPSHOT:iso,       g:a:iso:1-SNAPSHOT",
    "g:a:1:cpio.zst:arm64,     g:a:cpio.zst:arm64:1",
    "g:a:1:test-jar,           g:a:jar:tests:1",
    "g:a:1:test-jar:more,      g:a:jar:more:1",
  })
  void coordinatesHaveTheExtensionOfTheirType(String text, String artifact)
      throws ReleaseException {
    assertThat(artifact(text)).hasToString(artifact);
    assertThat(MavenArtifacts.parse(text, null).getGroupId()).isEqualTo("g");
  }

  @Test
  void coordinatesAreWrittenBackAsTheyWere() throws ReleaseException {
    for (String text : new String[] {"g:a:1:iso", "g:a:1-SNAPSHOT:img:arm64", "g:a:1:jar"}) {
      assertThat(MavenArtifacts.coordinates(artifact(text))).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "kernel;             the <artifact> kernel has one part.",
        "g:a;                the <artifact> g:a has 2 parts.",
        "g:a:1:t:c:x;        the <artifact> g:a:1:t:c:x has 6 parts.",
        "g::1;               the <artifact> g::1 has an empty artifactId.",
        "g:a: ;              the <artifact> g:a: has an empty version.",
        "g:a:1::c;           the <artifact> g:a:1::c has an empty type.",
        "g:a:${v}:img;       the <artifact> g:a:${v}:img has a property that is not set.",
        "g:a:1:i m g;        the <artifact> g:a:1:i m g has a type that is not valid: 'i m g'.",
        "g:a:../../x:img;    has a version that is not valid: '../../x'.",
        "g:a:[1,2):img;      the <artifact> g:a:[1,2):img does not name a single version",
        "g:a:LATEST;         the <artifact> g:a:LATEST does not name a single version",
      })
  void saysWhatIsWrongWithCoordinates(String text, String message) {
    assertThatThrownBy(() -> artifact(text))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(message)
        .hasMessageEndingWith("Write it as groupId:artifactId:version[:type[:classifier]]");
  }

  @Test
  @SuppressWarnings("deprecation") // there is no other, and no need of a whole Maven
  void anArtifactOfAnEarlierBuildIsNotUsedInPlaceOfTheOneThatThisBuildMakes() {
    MavenProject images = project("images");
    MavenProject os = project("os");
    MavenSession session =
        new MavenSession(
            null,
            new DefaultRepositorySystemSession(),
            new DefaultMavenExecutionRequest(),
            new DefaultMavenExecutionResult());
    session.setProjects(List.of(images, os));
    // without a resolver: asking it for the artifact would be another exception
    MavenArtifacts artifacts = new MavenArtifacts(null, session, images);

    assertThatThrownBy(() -> artifacts.find("it:os:1:img:arm64"))
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "it:os:1:img:arm64 is made by the module os, which this build has not finished. Make"
                + " it a <dependency> of this module, with its <type> and <classifier>: then Maven"
                + " builds it first");
  }

  private static MavenProject project(String name) {
    MavenProject project = new MavenProject();
    project.setGroupId("it");
    project.setArtifactId(name);
    project.setVersion("1");
    project.setArtifact(
        new org.apache.maven.artifact.DefaultArtifact(
            "it", name, "1", null, "pom", null, new DefaultArtifactHandler("pom")));
    return project;
  }
}
