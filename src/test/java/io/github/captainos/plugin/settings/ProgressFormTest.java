package io.github.captainos.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.Setting;
import io.github.captainos.report.Progress.Form;
import java.util.Map;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.monitor.logging.DefaultLog;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;
import org.codehaus.plexus.logging.Logger;
import org.codehaus.plexus.logging.console.ConsoleLogger;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.Test;

class ProgressFormTest {
  @SuppressWarnings("deprecation") // there is no other one
  private final MavenSession session =
      new MavenSession(
          null,
          new DefaultRepositorySystemSession(),
          new DefaultMavenExecutionRequest(),
          new DefaultMavenExecutionResult());

  private static Log log(int level) {
    return new DefaultLog(new ConsoleLogger(level, "test"));
  }

  private Form form(String value, int level) throws MojoExecutionException {
    return ProgressForm.of(new Setting(value, "-Dcaptain.progress"), session, log(level));
  }

  @Test
  void eachFormHasAName() throws MojoExecutionException {
    assertThat(form("none", Logger.LEVEL_INFO)).isEqualTo(Form.NONE);
    assertThat(form("Plain", Logger.LEVEL_INFO)).isEqualTo(Form.PLAIN);
  }

  @Test
  void quietIsQuiet() throws MojoExecutionException {
    for (String value : new String[] {"auto", "live", "plain", "none"}) {
      assertThat(form(value, Logger.LEVEL_ERROR)).isEqualTo(Form.NONE);
    }
  }

  @Test
  void anUnknownFormIsAnErrorThatNamesThem() {
    assertThatThrownBy(() -> form("fancy", Logger.LEVEL_INFO))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            "captain.progress must be auto, live, plain or none, not 'fancy' (from"
                + " -Dcaptain.progress)");
  }

  @Test
  void theLinesOfOtherCodeAreNotMixedWithALineOnTheTerminal() {
    assertThat(ProgressForm.isAlone(session, log(Logger.LEVEL_INFO))).isTrue();
    assertThat(ProgressForm.isAlone(session, log(Logger.LEVEL_DEBUG))).isFalse();
    session.setParallel(true);
    assertThat(ProgressForm.isAlone(session, log(Logger.LEVEL_INFO))).isFalse();
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
