package io.github.captainos.plugin.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginContainer;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.model.PluginManagement;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.DuplicateMojoDescriptorException;
import org.apache.maven.plugin.descriptor.DuplicateParameterException;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a parameter may be written without a value, or at all. */
class WrittenParametersTest {
  private static final String PROPERTY = "captain.publicKey";

  private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
  private final MavenProject project = new MavenProject(new Model());
  private final Plugin plugin = plugin();

  WrittenParametersTest() {
    request.setUserProperties(new Properties());
    request.setSystemProperties(new Properties());
    project.getModel().setBuild(new Build());
  }

  private static Plugin plugin() {
    Plugin plugin = new Plugin();
    plugin.setGroupId("io.github.captainos");
    plugin.setArtifactId("captain-maven-plugin");
    return plugin;
  }

  private static Xpp3Dom configuration(String name, @Nullable String value) {
    Xpp3Dom configuration = new Xpp3Dom("configuration");
    Xpp3Dom parameter = new Xpp3Dom(name);
    parameter.setValue(value);
    configuration.addChild(parameter);
    return configuration;
  }

  private void write(
      PluginContainer plugins, ConfigurationContainer where, @Nullable String publicKey) {
    plugins.addPlugin(plugin);
    where.setConfiguration(configuration("publicKey", publicKey));
  }

  /** Writes an element in the POM, without an expression that has a value. */
  private void write(@Nullable String publicKey) {
    write(project.getBuild(), plugin, publicKey);
  }

  /**
   * Checks a goal as Maven calls it: in place of an element that is empty or not there, its
   * configuration has the expression of the parameter.
   */
  private void check(String parameter, @Nullable String configured) throws MojoExecutionException {
    MojoExecution execution = new MojoExecution(goal(parameter), "fetch");
    execution.setConfiguration(
        configuration(
            parameter,
            configured == null || configured.isEmpty()
                ? "${captain." + parameter + "}"
                : configured));
    checks(execution).checkValues();
  }

  private ParameterChecks checks(MojoExecution execution) {
    return new ParameterChecks(session(), execution, new SystemStreamLog());
  }

  private void check() throws MojoExecutionException {
    Xpp3Dom written = (Xpp3Dom) plugin.getConfiguration();
    check("publicKey", written == null ? null : written.getChild("publicKey").getValue());
  }

  @SuppressWarnings("deprecation") // there is no other, and no need of a whole Maven
  private MavenSession session() {
    MavenSession session =
        new MavenSession(
            null, new DefaultRepositorySystemSession(), request, new DefaultMavenExecutionResult());
    session.setProjects(List.of(project));
    return session;
  }

  private static MojoDescriptor goal(String parameter) {
    MojoDescriptor goal = new MojoDescriptor();
    goal.setGoal("goal");
    PluginDescriptor descriptor = new PluginDescriptor();
    descriptor.setGroupId("io.github.captainos");
    descriptor.setArtifactId("captain-maven-plugin");
    goal.setPluginDescriptor(descriptor);
    try {
      Parameter known = new Parameter();
      known.setName(parameter);
      known.setExpression("${captain." + parameter + "}");
      goal.addParameter(known);
      descriptor.addMojo(goal);
    } catch (DuplicateParameterException | DuplicateMojoDescriptorException e) {
      throw new IllegalStateException(e);
    }
    return goal;
  }

  private void isRefused(String... texts) {
    assertThatThrownBy(this::check)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContainingAll(texts);
  }

  private void isAccepted() {
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void whatIsNotWrittenIsNotDemanded() {
    isAccepted();
    project.getBuild().addPlugin(plugin);
    isAccepted();
    plugin.setConfiguration(configuration("signKey", ""));
    assertThatCode(() -> check("publicKey", null)).doesNotThrowAnyException();
  }

  @Test
  void anEmptyElementIsAnErrorThatSaysWhereItIs() {
    // also ${env.KEY} with a variable that is set to nothing
    write("");
    isRefused(
        "captain.publicKey is written in the POM, as <publicKey> (execution fetch of the plugin),"
            + " but is empty. If it comes from a variable such as ${env.KEY}, the variable is not"
            + " set, or is empty.",
        "Set it, or remove the parameter to use images without verifying their signatures.");
    write(null);
    isRefused("captain.publicKey is written in the POM");
    write(" \n ");
    isRefused("captain.publicKey is written in the POM");
  }

  @Test
  void anExpressionWithoutAValueIsAnErrorThatNamesIt() {
    write("${env.NO_SUCH_KEY}");
    isRefused("as <publicKey>", "but is empty: ${env.NO_SUCH_KEY} has no value. Set");
    // what the POM says, although it is also what Maven puts in the place of an absent element
    write("${captain.publicKey}");
    isRefused("as <publicKey>", "but is empty: ${captain.publicKey} has no value. Set");
  }

  @Test
  void anElementOfTheExecutionOrOfThePluginManagementCounts() {
    PluginExecution execution = new PluginExecution();
    execution.setId("fetch");
    plugin.addExecution(execution);
    write(project.getBuild(), execution, "");
    isRefused("(execution fetch of the plugin)");

    project.getBuild().setPlugins(List.of());
    project.getBuild().flushPluginMap();
    isAccepted();
    project.getBuild().setPluginManagement(new PluginManagement());
    project.getBuild().getPluginManagement().addPlugin(plugin);
    isRefused("(execution fetch of the plugin)");
  }

  @Test
  void anElementOfAnotherExecutionDoesNotCount() {
    PluginExecution execution = new PluginExecution();
    execution.setId("other");
    plugin.addExecution(execution);
    write(project.getBuild(), execution, "");
    isAccepted();
  }

  @Test
  void anEmptyPropertyIsAnError() {
    project.getProperties().setProperty(PROPERTY, "");
    isRefused(
        "captain.publicKey is written in the POM or settings.xml, as the property"
            + " captain.publicKey, but is empty.");
    project.getProperties().setProperty(PROPERTY, "${env.NO_SUCH_KEY}");
    isRefused("as the property", "${env.NO_SUCH_KEY} has no value");
    project.getProperties().setProperty(PROPERTY, "captain.pub");
    isAccepted();
    request.getSystemProperties().setProperty(PROPERTY, " ");
    isRefused("as a system property");
  }

  @Test
  void anEmptyValueOnTheCommandLineIsAnErrorWhateverThePomHas() {
    request.getUserProperties().setProperty(PROPERTY, "");
    isRefused("captain.publicKey is written on the command line, as -Dcaptain.publicKey, but is");
    write("captain.pub");
    isRefused("-Dcaptain.publicKey");
  }

  @Test
  void theFirstPlaceCounts() {
    project.getProperties().setProperty(PROPERTY, "");
    write("captain.pub");
    isAccepted();
    write("${env.NO_SUCH_KEY}");
    request.getUserProperties().setProperty(PROPERTY, "captain.pub");
    isAccepted();
  }

  @Test
  void allParametersThatProtectAreChecked() {
    for (String parameter : List.of("digest", "publicKey", "requireAttestations", "signKey")) {
      request.getUserProperties().setProperty("captain." + parameter, " ");
      assertThatThrownBy(() -> check(parameter, null))
          .isInstanceOf(MojoExecutionException.class)
          .hasMessageStartingWith("captain." + parameter + " is written on the command line");
    }
  }

  @Test
  void aParameterOfAnEarlierVersionIsAnErrorWhereverItIsWritten() throws Exception {
    project.getBuild().addPlugin(plugin);
    ParameterChecks checks = checks(new MojoExecution(goal("publicKey"), "fetch"));
    checks.checkRemoved();

    project.getProperties().setProperty("captain.chunkSize", "5");
    assertThatThrownBy(checks::checkRemoved)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            "captain.chunkSize is written in the POM or settings.xml, as the property"
                + " captain.chunkSize, but is not a parameter any more: if a registry or a proxy"
                + " refuses a large request, smaller ones are sent without it. Remove it.");
    plugin.setConfiguration(configuration("chunkSize", "0"));
    assertThatThrownBy(checks::checkRemoved)
        .hasMessageContaining("in the POM, as <chunkSize> (execution fetch of the plugin), but");
    request.getUserProperties().setProperty("captain.chunkSize", "5");
    assertThatThrownBy(checks::check)
        .hasMessageContaining("on the command line, as -Dcaptain.chunkSize, but is not a");
  }

  @Test
  void anElementThatNoGoalHasIsAnErrorThatNamesTheNearest() throws Exception {
    project.getBuild().addPlugin(plugin);
    ParameterChecks checks = checks(new MojoExecution(goal("publicKey"), "fetch"));
    plugin.setConfiguration(configuration("publicKey", "captain.pub"));
    checks.check();

    for (String element : List.of("publickey", "pubicKey", "publicKeys")) {
      plugin.setConfiguration(configuration(element, "captain.pub"));
      assertThatThrownBy(checks::check)
          .isInstanceOf(MojoExecutionException.class)
          .hasMessage(
              "<%s>, in the POM (execution fetch of the plugin), is not a parameter of any goal."
                  + " Did you mean <publicKey>? Correct or remove it.",
              element);
    }
  }

  @Test
  void aPropertyThatIsAParameterButForItsCaseIsAnError() throws Exception {
    ParameterChecks checks = checks(new MojoExecution(goal("publicKey"), "fetch"));
    project.getProperties().setProperty("captain.version", "1");
    project.getProperties().setProperty("publickey", "captain.pub");
    checks.check();

    project.getProperties().setProperty("captain.publickey", "captain.pub");
    assertThatThrownBy(checks::check)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            "The property captain.publickey, in the POM or settings.xml, is not a parameter. Did"
                + " you mean captain.publicKey? Correct or remove it.");
  }

  @Test
  void aParameterThatTheGoalDoesNotHaveIsNotChecked() {
    request.getUserProperties().setProperty("captain.digest", "");
    assertThatCode(() -> check("publicKey", null)).doesNotThrowAnyException();
  }
}
