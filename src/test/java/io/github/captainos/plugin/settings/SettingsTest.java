package io.github.captainos.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private final Properties commandLine = new Properties();
  private final Properties project = new Properties();
  private final Settings settings =
      new Settings(commandLine, project, Map.of("TARGET", "env", "EMPTY", " "));

  @Test
  void theCommandLineWinsOverThePomAndThePomOverTheEnvironment() {
    assertThat(settings.find("captain.target", null, "TARGET"))
        .contains(new Setting("env", "the environment variable TARGET"));
    assertThat(settings.find("captain.target", "pom", "TARGET"))
        .contains(new Setting("pom", "the POM or settings.xml, captain.target"));
    commandLine.setProperty("captain.target", "cli");
    assertThat(settings.find("captain.target", "pom", "TARGET"))
        .contains(new Setting("cli", "-Dcaptain.target"));
  }

  @Test
  void aBlankValueIsNone() {
    commandLine.setProperty("captain.target", "");
    assertThat(settings.find("captain.target", " ", "TARGET")).map(Setting::value).contains("env");
    assertThat(settings.find("captain.target", null, "EMPTY")).isEmpty();
    assertThat(settings.find("captain.target", null, "UNSET")).isEmpty();
  }

  @Test
  void aBlankValueOnTheCommandLineHidesNoneOfThePom() {
    // Maven itself evaluates the expression of a parameter to what -D gives, blank or not
    commandLine.setProperty("captain.target", "");
    commandLine.setProperty("captain.platforms", " ");
    project.setProperty("captain.target", "pom");
    project.setProperty("captain.platforms", "linux/riscv64");
    assertThat(settings.find("captain.target", "", "TARGET"))
        .contains(new Setting("pom", "the POM or settings.xml, captain.target"));
    assertThat(settings.find("captain.target", "configuration", "TARGET"))
        .map(Setting::value)
        .contains("configuration");
    assertThat(settings.list("captain.platforms", List.of(), "linux/amd64"))
        .containsExactly("linux/riscv64");
    project.setProperty("captain.target", " ");
    assertThat(settings.find("captain.target", null, "TARGET")).map(Setting::value).contains("env");
  }

  @Test
  void aBlankNumberIsTheDefault() throws MojoExecutionException {
    commandLine.setProperty("captain.retries", "");
    assertThat(settings.number("captain.retries", " ", 0, "5")).isEqualTo(5);
  }

  @Test
  void aFlagIsTrueOrFalse() throws MojoExecutionException {
    assertThat(settings.flag("captain.skip", "true", false)).isTrue();
    assertThat(settings.flag("captain.skip", " ", true)).isTrue();
    assertThatThrownBy(() -> settings.flag("captain.skip", "yes", false))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageStartingWith("captain.skip must be true or false, not 'yes' (from the POM");
    commandLine.setProperty("captain.skip", "FALSE");
    assertThat(settings.flag("captain.skip", "yes", false)).isFalse();
    commandLine.setProperty("captain.skip", "1");
    assertThatThrownBy(() -> settings.flag("captain.skip", "true", false))
        .hasMessage("captain.skip must be true or false, not '1' (from -Dcaptain.skip)");
    commandLine.setProperty("captain.skip", "ture");
    assertThatThrownBy(() -> settings.flag("captain.skip", null, false))
        .hasMessage(
            "captain.skip must be true or false, not 'ture' (from -Dcaptain.skip). Did you mean"
                + " true?");
  }

  @Test
  void aListIsSplitAtItsCommas() {
    String byDefault = "linux/amd64,linux/arm64";
    assertThat(settings.list("captain.platforms", Arrays.asList("pom", null), byDefault))
        .containsExactly("pom", "");
    assertThat(settings.list("captain.platforms", Arrays.asList("", null), byDefault))
        .containsExactly("linux/amd64", "linux/arm64");
    assertThat(settings.findList("captain.platforms", Arrays.asList("", null))).isEmpty();
    commandLine.setProperty("captain.platforms", "linux/riscv64, linux/arm64");
    assertThat(settings.list("captain.platforms", List.of("pom"), byDefault))
        .containsExactly("linux/riscv64", "linux/arm64");
  }
}
