package io.github.captainos.plugin.pom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Optional;
import org.apache.maven.model.Model;
import org.apache.maven.model.Scm;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScmUrlTest {
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
    return ScmUrl.of(module, OWNER);
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
}
