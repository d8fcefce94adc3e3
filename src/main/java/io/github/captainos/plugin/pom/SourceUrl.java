package io.github.captainos.plugin.pom;

import io.github.captainos.plugin.settings.Settings;
import io.github.captainos.release.PublicUrl;
import io.github.captainos.release.Setting;
import java.util.Optional;
import org.apache.maven.model.Scm;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;

/**
 * The URL of the source repository, as far as the build knows it: it is signed and links packages,
 * so it is never guessed.
 */
public final class SourceUrl {
  private SourceUrl() {}

  /**
   * Returns the {@code <scm><url>} of a project, as written in the nearest POM that has one
   * (Maven's own inheritance appends the names of modules, and such a page seldom exists); else the
   * repository in which GitHub Actions runs, else nothing. The URL has no passwords and tokens. A
   * {@code <scm><url>} that is empty, or has an expression without a value, is none, and keeps away
   * those of parents.
   *
   * @param settings knows the environment
   */
  public static Optional<String> of(
      MavenProject project, ExpressionEvaluator expressions, Settings settings) {
    return written(project)
        .flatMap(url -> evaluated(url, expressions))
        .filter(url -> !url.isBlank() && !url.contains("${"))
        .map(String::strip)
        .map(PublicUrl::of)
        .or(() -> ofWorkflow(settings));
  }

  private static Optional<String> ofWorkflow(Settings settings) {
    Optional<Setting> repository = settings.variable("GITHUB_REPOSITORY");
    return settings
        .variable("GITHUB_SERVER_URL")
        .map(server -> PublicUrl.of(server.value()).replaceFirst("/+$", "") + "/")
        .flatMap(server -> repository.map(name -> server + name.value()));
  }

  private static Optional<String> written(MavenProject project) {
    for (MavenProject p = project; p != null; p = p.getParent()) {
      Scm scm = p.getOriginalModel().getScm();
      if (scm != null && scm.getUrl() != null) {
        return Optional.of(scm.getUrl());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> evaluated(String url, ExpressionEvaluator expressions) {
    try {
      return Optional.ofNullable(expressions.evaluate(url)).map(Object::toString);
    } catch (ExpressionEvaluationException e) {
      return Optional.empty();
    }
  }
}
