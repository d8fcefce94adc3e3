package io.github.captainos.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.testing.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Activation;
import org.apache.maven.model.ActivationProperty;
import org.apache.maven.model.Model;
import org.apache.maven.model.Profile;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownPropertiesTest {
  private static final List<String> PARAMETERS =
      List.of(
          "digest",
          "platforms",
          "publicKey",
          "repository",
          "requireAttestations",
          "signKey",
          "tag",
          "verifyIdentity",
          "versionExclude");

  private final List<String> warnings = new ArrayList<>();
  private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
  private final MavenProject parent = project();
  private final MavenProject project = project();
  private MavenSession session;

  private static MavenProject project() {
    MavenProject project = new MavenProject(new Model());
    project.setOriginalModel(new Model());
    return project;
  }

  @BeforeEach
  @SuppressWarnings("deprecation") // there is no other, and no need of a whole Maven
  void beginASession() {
    request.setUserProperties(new Properties());
    project.setParent(parent);
    session =
        new MavenSession(
            null, new DefaultRepositorySystemSession(), request, new DefaultMavenExecutionResult());
    session.setAllProjects(List.of(project));
  }

  private void check() throws MojoExecutionException {
    SystemStreamLog log =
        new SystemStreamLog() {
          @Override
          public void warn(CharSequence text) {
            warnings.add(text.toString());
          }
        };
    new ParameterChecks(session, new MojoExecution(goal(), "default"), log).checkNames();
  }

  private static MojoDescriptor goal() {
    MojoDescriptor goal = new MojoDescriptor();
    PluginDescriptor plugin = new PluginDescriptor();
    try {
      for (String name : PARAMETERS) {
        Parameter parameter = new Parameter();
        parameter.setName(name);
        parameter.setExpression("${captain." + name + "}");
        goal.addParameter(parameter);
      }
      goal.setPluginDescriptor(plugin);
      goal.setGoal("goal");
      plugin.addMojo(goal);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return goal;
  }

  private void give(String name, String value) {
    request.getUserProperties().setProperty("captain." + name, value);
  }

  private void isRefused(String... texts) {
    assertThatThrownBy(this::check)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContainingAll(texts);
    assertThat(warnings).isEmpty();
  }

  @Test
  void parametersAndWhatHasAnotherPrefixAreNotMentioned() throws MojoExecutionException {
    give("publicKey", "captain.pub");
    request.getUserProperties().setProperty("pubKey", "captain.pub");
    check();
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "platfroms, platforms",
    "Tag, tag",
    "pubKey, publicKey",
    "pubkey, publicKey",
    "public-key-file, publicKey",
    "verifyKey, publicKey",
    "verifykey, publicKey",
    "key, publicKey or -Dcaptain.signKey",
    "keys, publicKey or -Dcaptain.signKey",
    "privateKey, signKey",
    "signingKey, signKey",
    "cosignKey, signKey",
    "signature, signKey",
    "verify, publicKey or -Dcaptain.verifyIdentity",
    "attestations, requireAttestations",
    "requireSbom, requireAttestations",
    "imageDigest, digest",
    "identity, verifyIdentity",
  })
  void oneThatResemblesAParameterIsAnErrorThatSuggestsIt(String name, String meant) {
    give(name, "x");
    isRefused(
        "-Dcaptain." + name + " is not a parameter. Did you mean -Dcaptain." + meant + "?",
        "Correct or remove it; if it is a property of your own, define it in the POM.");
  }

  @Test
  void whatIsMissingWithoutAParameterThatProtectsIsSaid() {
    give("pubKey", "x");
    isRefused("Without it, nothing would be signed or verified.");
  }

  @ParameterizedTest
  @CsvSource({
    "captain.pub, publicKey",
    "'old.pub, new.PUB', publicKey or -Dcaptain.signKey",
    "/keys/cosign.key, signKey",
    "captain.pem, publicKey or -Dcaptain.signKey",
    "env:KEY, publicKey or -Dcaptain.signKey",
  })
  void oneWithTheFileOfAKeyIsAnError(String value, String meant) {
    give("other", value);
    isRefused("-Dcaptain.other is not a parameter. Did you mean -Dcaptain." + meant + "?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl.pem", "openssl.pub"})
  void oneWithAKeyIsAnErrorThatDoesNotPrintIt(String file) {
    String key = new String(TestKeys.file(file), StandardCharsets.US_ASCII);
    String inside = key.lines().skip(1).findFirst().orElseThrow();
    for (String value : List.of(key, inside)) {
      give("other", value);
      assertThatThrownBy(this::check)
          .hasMessageContaining("-Dcaptain.other is not a parameter. Did you mean -Dcaptain.")
          .hasMessageNotContaining(inside);
    }
  }

  @Test
  void anotherOneIsAWarningOnceInABuild() throws MojoExecutionException {
    give("unrelated", "secret");
    give("repo", "secret");
    give("publishTo", "secret");
    check();
    check();
    assertThat(warnings)
        .containsExactly(
            "-Dcaptain.publishTo is not a parameter. It has no effect.",
            "-Dcaptain.repo is not a parameter. Did you mean -Dcaptain.repository? It has no"
                + " effect.",
            "-Dcaptain.unrelated is not a parameter. It has no effect.");
  }

  @Test
  void anErrorIsOneInEachModule() {
    // with --fail-at-end, modules are built after the one that failed
    give("pubKey", "captain.pub");
    isRefused("-Dcaptain.pubKey");
    isRefused("-Dcaptain.pubKey");
  }

  @Test
  void oneThatAPomDefinesIsTheUsersOwn() throws MojoExecutionException {
    give("pubKey", "captain.pub");
    project.getProperties().setProperty("captain.pubKey", "");
    check();
    project.getProperties().clear();
    isRefused("-Dcaptain.pubKey");
    parent.getOriginalModel().addProperty("captain.pubKey", "");
    check();
    assertThat(warnings).isEmpty();
  }

  @Test
  void oneThatAPomUsesIsTheUsersOwn() throws MojoExecutionException {
    give("pubKey", "captain.pub");
    parent.getOriginalModel().setUrl("https://example.org/${captain.pubKey.of.another}");
    isRefused("-Dcaptain.pubKey");
    parent.getOriginalModel().setUrl("https://example.org/${captain.pubKey}");
    check();
    parent.getOriginalModel().setUrl(null);
    isRefused("-Dcaptain.pubKey");

    Profile profile = new Profile();
    ActivationProperty property = new ActivationProperty();
    property.setName("!captain.pubKey");
    profile.setActivation(new Activation());
    profile.getActivation().setProperty(property);
    project.getOriginalModel().addProfile(profile);
    check();
    assertThat(warnings).isEmpty();
  }
}
