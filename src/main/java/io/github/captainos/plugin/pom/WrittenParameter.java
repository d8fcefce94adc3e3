package io.github.captainos.plugin.pom;

import org.apache.maven.plugin.MojoExecution;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/**
 * A parameter as it is written in the POM: Maven replaces an expression without a value by null.
 */
public final class WrittenParameter {
  private WrittenParameter() {}

  /**
   * Returns what is written in the POM; null if the parameter is not there.
   *
   * @param property the property of the parameter, {@code captain.} and the parameter's name
   */
  public static @Nullable String of(MojoExecution execution, String property) {
    Xpp3Dom configuration = execution.getConfiguration();
    Xpp3Dom parameter =
        configuration == null
            ? null
            : configuration.getChild(property.substring(property.indexOf('.') + 1));
    String written = parameter == null ? null : parameter.getValue();
    // Maven adds this to parameters that are not in the POM
    return written == null || written.equals("${" + property + "}") ? null : written.strip();
  }
}
