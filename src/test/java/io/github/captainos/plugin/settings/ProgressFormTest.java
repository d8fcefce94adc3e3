package io.github.captainos.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.Setting;
import io.github.captainos.report.progress.Progress.Form;
import java.util.Map;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;

class ProgressFormTest {
  private static Form form(String value, boolean talkative) throws MojoExecutionException {
    return ProgressForm.of(
        new Setting(value, "-Dcaptain.progress"), new DefaultMavenExecutionRequest(), talkative);
  }

  @Test
  void eachFormHasAName() throws MojoExecutionException {
    assertThat(form("none", true)).isEqualTo(Form.NONE);
    assertThat(form("Plain", true)).isEqualTo(Form.PLAIN);
  }

  @Test
  void quietIsQuiet() throws MojoExecutionException {
    for (String value : new String[] {"auto", "live", "plain", "none"}) {
      assertThat(form(value, false)).isEqualTo(Form.NONE);
    }
  }

  @Test
  void anUnknownFormIsAnErrorThatNamesThem() {
    assertThatThrownBy(() -> form("fancy", true))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            "captain.progress must be auto, live, plain or none, not 'fancy' (from"
                + " -Dcaptain.progress)");
  }

  @Test
  void continuousIntegrationSaysSo() {
    assertThat(ProgressForm.isContinuousIntegration(Map.of("CI", "true"))).isTrue();
    assertThat(ProgressForm.isContinuousIntegration(Map.of("CI", "1"))).isTrue();
    assertThat(ProgressForm.isContinuousIntegration(Map.of("CI", "false"))).isFalse();
    assertThat(ProgressForm.isContinuousIntegration(Map.of("CI", ""))).isFalse();
    assertThat(ProgressForm.isContinuousIntegration(Map.of())).isFalse();
  }
}
