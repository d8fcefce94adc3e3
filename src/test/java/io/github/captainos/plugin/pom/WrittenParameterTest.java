package io.github.captainos.plugin.pom;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WrittenParameterTest {

  private static @Nullable String written(@Nullable String value) {
    Xpp3Dom configuration = new Xpp3Dom("configuration");
    Xpp3Dom parameter = new Xpp3Dom("publicKey");
    parameter.setValue(value);
    configuration.addChild(parameter);
    MojoExecution execution = new MojoExecution(new MojoDescriptor());
    execution.setConfiguration(configuration);
    return WrittenParameter.of(execution, "captain.publicKey");
  }

  @Test
  void anExpressionOfThePomIsFoundWithoutItsValue() {
    assertThat(written(" ${env.KEY} ")).isEqualTo("${env.KEY}");
  }

  @Test
  void whatMavenAddsIsNotOfThePom() {
    assertThat(written("${captain.publicKey}")).isNull();
    assertThat(written(null)).isNull();
    assertThat(WrittenParameter.of(new MojoExecution(new MojoDescriptor()), "captain.publicKey"))
        .isNull();
  }
}
