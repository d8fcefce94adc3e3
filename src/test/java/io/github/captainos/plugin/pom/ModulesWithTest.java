package io.github.captainos.plugin.pom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.maven.model.Build;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.Test;

/** Which modules have a parameter that this one lacks. */
class ModulesWithTest {
  private static final String PLUGIN = "io.github.captainos:captain-maven-plugin";

  private static MavenProject module(String name) {
    Model model = new Model();
    model.setArtifactId(name);
    model.setBuild(new Build());
    return new MavenProject(model);
  }

  private static Plugin plugin(MavenProject module) {
    Plugin plugin = new Plugin();
    plugin.setGroupId("io.github.captainos");
    plugin.setArtifactId("captain-maven-plugin");
    module.getBuild().addPlugin(plugin);
    return plugin;
  }

  private static void configure(ConfigurationContainer container) {
    Xpp3Dom configuration = new Xpp3Dom("configuration");
    configuration.addChild(new Xpp3Dom("repository"));
    container.setConfiguration(configuration);
  }

  @Test
  void aPropertyAndAnElementOfThePluginOrAnExecutionCount() {
    MavenProject property = module("property");
    property.getProperties().setProperty("captain.repository", "a/b");
    MavenProject element = module("element");
    configure(plugin(element));
    MavenProject execution = module("execution");
    PluginExecution publish = new PluginExecution();
    plugin(execution).addExecution(publish);
    configure(publish);
    MavenProject none = module("none");
    plugin(none);

    List<MavenProject> modules = List.of(module("parent"), property, element, execution, none);
    assertThat(PomValues.modulesWith(modules, PLUGIN, "repository"))
        .containsExactly("property", "element", "execution");
    assertThat(PomValues.modulesWith(modules, PLUGIN, "registry")).isEmpty();
  }
}
