package io.github.captainos.plugin.settings;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginContainer;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/**
 * The parameters without which a goal signs or verifies nothing. One of these that is written and
 * empty is an error: otherwise a variable that is not set, such as a secret that a CI system does
 * not pass on, would take the protection away, and nobody would notice. Maven itself treats an
 * empty element as one that is not there, and gives the goal null.
 */
public final class Protection {
  /** What a goal does without each of them. */
  private static final Map<String, String> WITHOUT =
      new TreeMap<>(
          Map.of(
              "digest", "to pull whatever the tag refers to",
              "publicKey", "to use images without verifying their signatures",
              "requireAttestations", "to require no attestations",
              "signKey", "to sign nothing"));

  private final MavenSession session;
  private final MojoExecution execution;
  private final String parameter;
  private final String property;

  private Protection(MavenSession session, MojoExecution execution, String parameter) {
    this.session = session;
    this.execution = execution;
    this.parameter = parameter;
    this.property = "captain." + parameter;
  }

  /**
   * @param place where the parameter is written
   * @param text what is written there
   */
  private record Written(String place, @Nullable String text) {}

  /**
   * Checks the parameters that the goal has: in each, the first place where it is written, which is
   * the one that counts, has to have a value.
   *
   * @throws MojoExecutionException if one is written and empty
   */
  public static void check(MavenSession session, MojoExecution execution)
      throws MojoExecutionException {
    for (String parameter : WITHOUT.keySet()) {
      if (execution.getMojoDescriptor().getParameterMap().containsKey(parameter)) {
        new Protection(session, execution, parameter).check();
      }
    }
  }

  private void check() throws MojoExecutionException {
    Optional<Written> first =
        in(session.getUserProperties(), "on the command line, as -D" + property)
            .or(this::inConfiguration)
            .or(() -> in(session.getSystemProperties(), "as a system property"))
            .or(
                () ->
                    in(
                        session.getCurrentProject().getProperties(),
                        "in the POM or settings.xml, as the property " + property));
    if (first.isPresent() && isEmpty(first.get().text())) {
      String text = first.get().text();
      throw new MojoExecutionException(
          property
              + " is written "
              + first.get().place()
              + ", but is empty"
              + (text == null || text.isBlank()
                  ? ". If it comes from a variable such as ${env.KEY}, the variable is not set, or"
                      + " is empty."
                  : ": " + text.strip() + " has no value.")
              + " Set it, or remove the parameter "
              + WITHOUT.get(parameter)
              + ".");
    }
  }

  private Optional<Written> in(Properties properties, String place) {
    return Optional.ofNullable(properties.getProperty(property))
        .map(text -> new Written(place, text));
  }

  /**
   * Returns what is written in the configuration of the plugin. Where an element is empty, Maven
   * has put the parameter's own expression in its place, as if there was none; only the POM says
   * that there is one.
   */
  private Optional<Written> inConfiguration() {
    String place =
        "in the POM, as <"
            + parameter
            + "> (execution "
            + execution.getExecutionId()
            + " of the plugin)";
    return element(execution.getConfiguration())
        .filter(element -> !("${" + property + "}").equals(element.getValue()))
        .or(() -> element(configurationInPom()))
        .map(element -> new Written(place, element.getValue()));
  }

  private Optional<Xpp3Dom> element(@Nullable Object configuration) {
    return configuration instanceof Xpp3Dom dom
        ? Optional.ofNullable(dom.getChild(parameter))
        : Optional.empty();
  }

  /** Returns the configuration that Maven gives to the execution, as it is in the POM, or null. */
  private @Nullable Object configurationInPom() {
    MavenProject project = session.getCurrentProject();
    Plugin plugin = plugin(project.getBuild());
    if (plugin == null) {
      plugin = plugin(project.getPluginManagement());
    }
    if (plugin == null) {
      return null;
    }
    ConfigurationContainer own = plugin.getExecutionsAsMap().get(execution.getExecutionId());
    return (own == null ? plugin : own).getConfiguration();
  }

  private @Nullable Plugin plugin(@Nullable PluginContainer plugins) {
    return plugins == null
        ? null
        : plugins
            .getPluginsAsMap()
            .get(execution.getMojoDescriptor().getPluginDescriptor().getPluginLookupKey());
  }

  private boolean isEmpty(@Nullable String text) throws MojoExecutionException {
    try {
      Object value =
          new PluginParameterExpressionEvaluator(session, execution).evaluate(text, String.class);
      return value == null || value.toString().isBlank();
    } catch (ExpressionEvaluationException e) {
      throw new MojoExecutionException(
          property + " has an expression that Maven cannot evaluate. Write it as in ${env.KEY}.");
    }
  }
}
