package io.github.captainos.plugin.pom;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/** The names of the targets in a module's POM, read without running a goal in that module. */
public final class ModuleTargets {
  private ModuleTargets() {}

  /**
   * Returns the names of a module's targets, which may be empty.
   *
   * @param plugin {@code groupId:artifactId}
   */
  public static List<String> names(MavenProject module, String plugin) {
    Plugin configured = module.getPlugin(plugin);
    if (configured == null) {
      return List.of();
    }
    return Stream.<ConfigurationContainer>concat(
            Stream.of(configured), configured.getExecutions().stream())
        .map(ConfigurationContainer::getConfiguration)
        .filter(Xpp3Dom.class::isInstance)
        .map(configuration -> ((Xpp3Dom) configuration).getChild("targets"))
        .filter(Objects::nonNull)
        .flatMap(targets -> Arrays.stream(targets.getChildren()))
        .map(target -> target.getChild("name"))
        .filter(Objects::nonNull)
        .map(Xpp3Dom::getValue)
        .filter(Objects::nonNull)
        .map(String::strip)
        .distinct()
        .toList();
  }
}
