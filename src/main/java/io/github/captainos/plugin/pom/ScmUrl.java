package io.github.captainos.plugin.pom;

import java.util.Optional;
import org.apache.maven.model.Scm;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;

/**
 * The {@code <scm><url>} of a project, as written in the nearest POM that has one. Maven's own
 * inheritance appends the names of modules, and such a page seldom exists.
 */
public final class ScmUrl {
  private ScmUrl() {}

  /**
   * Returns a project's URL, or nothing if the nearest is empty, or has an expression without a
   * value.
   */
  public static Optional<String> of(MavenProject project, ExpressionEvaluator expressions) {
    return written(project)
        .flatMap(url -> evaluated(url, expressions))
        .filter(url -> !url.isBlank() && !url.contains("${"))
        .map(String::strip);
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
