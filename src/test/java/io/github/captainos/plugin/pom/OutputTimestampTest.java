package io.github.captainos.plugin.pom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Properties;
import org.apache.maven.model.Model;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTimestampTest {
  @Test
  void isADateAndTimeOrSeconds() throws MojoExecutionException {
    Instant noon = Instant.parse("2026-01-31T12:00:00Z");
    assertThat(PomValues.timestamp("2026-01-31T12:00:00Z")).isEqualTo(noon);
    assertThat(PomValues.timestamp("2026-01-31T13:00:00.999+01:00")).isEqualTo(noon);
    assertThat(PomValues.timestamp("1769860800")).isEqualTo(noon);
    assertThat(PomValues.timestamp("0")).isEqualTo(Instant.EPOCH);
  }

  @Test
  void whatMaven4SetsWhereNobodyDoesIsNothing() throws MojoExecutionException {
    String value = "1980-02-01T00:00:00Z";
    Instant instant = Instant.parse(value);
    Properties set = new Properties();
    set.setProperty("project.build.outputTimestamp", value);
    MavenProject parent = project(new Properties());
    MavenProject project = project(new Properties());
    project.setParent(parent);

    assertThat(PomValues.outputTimestamp(new Properties(), project, value)).isNull();
    assertThat(PomValues.outputTimestamp(set, project, value)).isEqualTo(instant);
    parent.getOriginalModel().setProperties(set);
    assertThat(PomValues.outputTimestamp(new Properties(), project, value)).isEqualTo(instant);
    assertThat(PomValues.outputTimestamp(new Properties(), project(new Properties()), "1"))
        .isEqualTo(Instant.ofEpochSecond(1));
  }

  private static MavenProject project(Properties properties) {
    Model model = new Model();
    model.setProperties(properties);
    MavenProject project = new MavenProject(model);
    project.setOriginalModel(model);
    return project;
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "x", "-"})
  void canBeSwitchedOff(String value) throws MojoExecutionException {
    assertThat(PomValues.timestamp(value)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "99999999999999",
        "99999999999999999999"
      })
  void isRefusedOtherwise(String value) {
    assertThatThrownBy(() -> PomValues.timestamp(value))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("project.build.outputTimestamp")
        .hasMessageContaining(value);
  }
}
