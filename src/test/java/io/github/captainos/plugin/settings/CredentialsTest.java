package io.github.captainos.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.ParameterNames;
import io.github.captainos.release.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which {@code <server>} of settings.xml is a registry's, and what a login has to have. */
class CredentialsTest {
  private static final SettingsDecrypter PLAIN = CredentialsTest::plain;

  private static Optional<String> source(String registry, Server... servers)
      throws MojoExecutionException {
    return new Credentials(List.of(servers), PLAIN)
        .login(registry, Optional.empty(), Optional.empty(), ParameterNames.USUAL)
        .map(Credentials.Login::source);
  }

  private static Optional<String> source(
      Optional<Setting> username, Optional<Setting> password, ParameterNames names)
      throws MojoExecutionException {
    return new Credentials(List.of(server("ghcr.io")), PLAIN)
        .login("example.org", username, password, names)
        .map(Credentials.Login::source);
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io,      ghcr.io",
    "ghcr.io:5000, ghcr.io",
    "ghcr.io:5000, ghcr.io:5000",
    "[::1]:5000,   [::1]:5000",
    "[::1]:5000,   [::1]",
    "[::1],        [::1]",
  })
  void isCalledLikeTheRegistryWithItsPortOrWithout(String registry, String id) throws Exception {
    assertThat(source(registry, server(id))).contains("the <server> " + id + " of settings.xml");
  }

  @ParameterizedTest
  @CsvSource({"ghcr.io, ghcr.io:5000", "[::1], [::1]:5000", "[::1], [:"})
  void isNoOther(String registry, String id) throws Exception {
    assertThat(source(registry, server(id))).isEmpty();
  }

  @Test
  void theServerWithThePortComesFirst() throws Exception {
    assertThat(source("ghcr.io:5000", server("ghcr.io"), server("ghcr.io:5000")))
        .contains("the <server> ghcr.io:5000 of settings.xml");
  }

  @Test
  void aPasswordNeedsAUsername() {
    Server nameless = server("ghcr.io");
    nameless.setUsername(null);
    assertThatThrownBy(() -> source("ghcr.io", nameless))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            "the <server> ghcr.io of settings.xml has a <password> and no <username>. Add one.");
  }

  @Test
  void aPasswordFromAVariableNeedsTheVariable() {
    Server unset = server("ghcr.io");
    unset.setPassword("${env.REGISTRY_PASSWORD}");
    assertThatThrownBy(() -> source("ghcr.io", unset))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            "the password of the <server> ghcr.io of settings.xml is ${env.REGISTRY_PASSWORD},"
                + " which has no value. Set this variable or property.");
    Server nobody = server("ghcr.io");
    nobody.setUsername("${env.REGISTRY_USERNAME}");
    assertThatThrownBy(() -> source("ghcr.io", nobody))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            "the username of the <server> ghcr.io of settings.xml is ${env.REGISTRY_USERNAME},"
                + " which has no value. Set this variable or property.");
  }

  @Test
  void theParametersAreSetBothOrNeither() throws Exception {
    Optional<Setting> joe = Optional.of(new Setting("joe", "-Dcaptain.username"));
    Optional<Setting> secret = Optional.of(new Setting("secret", "-Dcaptain.password"));
    assertThatThrownBy(() -> source(joe, Optional.empty(), ParameterNames.USUAL))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("captain.username is set and captain.password is not. Set both or neither.");
    assertThatThrownBy(() -> source(Optional.empty(), secret, ParameterNames.USUAL))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("captain.password is set and captain.username is not. Set both or neither.");
    assertThat(source(Optional.empty(), Optional.empty(), ParameterNames.USUAL)).isEmpty();
    assertThat(source(joe, secret, ParameterNames.USUAL))
        .contains("captain.username and captain.password (from -Dcaptain.username)");
    assertThatThrownBy(() -> source(joe, Optional.empty(), ParameterNames.DESTINATION))
        .hasMessage(
            "captain.toUsername is set and captain.toPassword is not. Set both or neither.");
  }

  @Test
  void theParametersComeBeforeTheServer() throws Exception {
    assertThat(
            new Credentials(List.of(server("ghcr.io")), PLAIN)
                .login(
                    "ghcr.io",
                    Optional.of(new Setting("joe", "-Dcaptain.username")),
                    Optional.of(new Setting("secret", "-Dcaptain.password")),
                    ParameterNames.USUAL))
        .map(Credentials.Login::source)
        .contains("captain.username and captain.password (from -Dcaptain.username)");
  }

  @Test
  void thePasswordOfThePrivateKeyIsThatOfTheEnvironmentElseThatOfTheServer() throws Exception {
    Credentials credentials = new Credentials(List.of(server("captain.sign")), PLAIN);
    assertThat(credentials.ofSignKey(Map.of("COSIGN_PASSWORD", "cosign")).map(String::new))
        .contains("cosign");
    assertThat(
            credentials
                .ofSignKey(Map.of("CAPTAIN_SIGN_PASSWORD", "own", "COSIGN_PASSWORD", "cosign"))
                .map(String::new))
        .contains("own");
    assertThat(credentials.ofSignKey(Map.of("COSIGN_PASSWORD", "")).map(String::new))
        .contains("secret");
    Credentials none = new Credentials(List.of(server("ghcr.io")), PLAIN);
    assertThat(none.ofSignKey(Map.of("COSIGN_PASSWORD", "")).map(String::new)).contains("");
    assertThat(none.ofSignKey(Map.of())).isEmpty();
  }

  private static Server server(String id) {
    Server server = new Server();
    server.setId(id);
    server.setUsername("joe");
    server.setPassword("secret");
    return server;
  }

  private static SettingsDecryptionResult plain(SettingsDecryptionRequest request) {
    return new SettingsDecryptionResult() {
      @Override
      public Server getServer() {
        return request.getServers().get(0);
      }

      @Override
      public List<Server> getServers() {
        return request.getServers();
      }

      @Override
      public Proxy getProxy() {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<Proxy> getProxies() {
        return List.of();
      }

      @Override
      public List<SettingsProblem> getProblems() {
        return List.of();
      }
    };
  }
}
