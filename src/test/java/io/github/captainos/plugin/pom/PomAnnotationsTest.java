package io.github.captainos.plugin.pom;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.image.Annotations;
import io.github.captainos.plugin.settings.Settings;
import java.io.File;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.model.Model;
import org.apache.maven.model.Organization;
import org.apache.maven.model.Scm;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PomAnnotationsTest {
  private final MavenProject grandparent = project(null);
  private final MavenProject parent = project(grandparent);
  private final MavenProject module = project(parent);

  /** Knows who the owner is, and nothing else. */
  private static final ExpressionEvaluator OWNER =
      new ExpressionEvaluator() {
        @Override
        public Object evaluate(String expression) {
          return expression.replace("${owner}", "acme");
        }

        @Override
        public File alignToBaseDirectory(File file) {
          return file;
        }
      };

  private static MavenProject project(@Nullable MavenProject parent) {
    MavenProject project = new MavenProject(new Model());
    project.setOriginalModel(new Model());
    project.setParent(parent);
    return project;
  }

  private static void set(MavenProject project, @Nullable String url) {
    Scm scm = new Scm();
    scm.setUrl(url);
    project.getOriginalModel().setScm(scm);
  }

  private Optional<String> url() {
    return url(Map.of());
  }

  private Optional<String> url(Map<String, String> environment) {
    return Optional.ofNullable(annotations(environment).get(Annotations.SOURCE));
  }

  private Map<String, String> annotations(Map<String, String> environment) {
    Settings settings = new Settings(new Properties(), new Properties(), environment);
    return PomValues.annotations(module, OWNER, settings);
  }

  @Test
  void theNearestPomThatHasOneCounts() {
    assertThat(url()).isEmpty();
    set(grandparent, "https://example.org/grandparent");
    assertThat(url()).contains("https://example.org/grandparent");
    set(parent, "https://example.org/parent");
    assertThat(url()).contains("https://example.org/parent");
    set(module, null);
    assertThat(url()).contains("https://example.org/parent");
    set(module, " https://example.org/module ");
    assertThat(url()).contains("https://example.org/module");
  }

  @Test
  void anEmptyOneKeepsThoseOfParentsAway() {
    set(parent, "https://example.org/parent");
    set(module, "");
    assertThat(url()).isEmpty();
  }

  @Test
  void expressionsAreEvaluated() {
    set(parent, "https://example.org/${owner}/os");
    assertThat(url()).contains("https://example.org/acme/os");
    set(parent, "https://example.org/${unknown}/os");
    assertThat(url()).isEmpty();
  }

  @Test
  void elseItIsTheRepositoryInWhichGitHubActionsRuns() {
    Map<String, String> workflow =
        Map.of(
            "GITHUB_SERVER_URL", "https://github.example.org/", "GITHUB_REPOSITORY", "captain/os");
    assertThat(url(workflow)).contains("https://github.example.org/captain/os");
    set(parent, "");
    assertThat(url(workflow)).contains("https://github.example.org/captain/os");
    set(module, "https://example.org/module");
    assertThat(url(workflow)).contains("https://example.org/module");
  }

  @Test
  void itIsNotGuessed() {
    assertThat(url(Map.of("GITHUB_REPOSITORY", "captain/os"))).isEmpty();
    assertThat(url(Map.of("GITHUB_SERVER_URL", "https://github.com"))).isEmpty();
    assertThat(url(Map.of("GITHUB_SERVER_URL", "https://github.com", "GITHUB_REPOSITORY", "")))
        .isEmpty();
  }

  @Test
  void itHasNoToken() {
    assertThat(
            url(
                Map.of(
                    "GITHUB_SERVER_URL",
                    "https://me:abc@git.example/?access_token=abc",
                    "GITHUB_REPOSITORY",
                    "captain/os")))
        .contains("https://git.example/captain/os");
    set(module, "https://git.example/os?private_token=abc");
    assertThat(url()).contains("https://git.example/os");
  }

  @Test
  void descriptionAndUrlAndVendorAreThoseOfTheNearestPomThatHasOne() {
    assertThat(annotations(Map.of())).isEmpty();
    grandparent.getOriginalModel().setDescription("Files of ${owner}");
    parent.getOriginalModel().setUrl("https://me:abc@example.org/os?access_token=abc");
    setVendor(grandparent, "Grandparent");
    setVendor(parent, null);
    assertThat(annotations(Map.of()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "org.opencontainers.image.description",
                "Files of acme",
                "org.opencontainers.image.url",
                "https://example.org/os",
                "org.opencontainers.image.vendor",
                "Grandparent"));
    module.getOriginalModel().setDescription("\n  Boot files:\n  two of them\n");
    module.getOriginalModel().setUrl("https://example.org/${unknown}");
    setVendor(module, "");
    assertThat(annotations(Map.of()))
        .isEqualTo(Map.of("org.opencontainers.image.description", "Boot files:\n  two of them"));
  }

  private static void setVendor(MavenProject project, @Nullable String name) {
    Organization organization = new Organization();
    organization.setName(name);
    project.getOriginalModel().setOrganization(organization);
  }
}
