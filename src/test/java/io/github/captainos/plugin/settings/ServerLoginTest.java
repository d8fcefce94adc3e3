package io.github.captainos.plugin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.ParameterNames;
import io.github.captainos.release.Setting;
import java.util.List;
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
class ServerLoginTest {
  private static final SettingsDecrypter PLAIN = ServerLoginTest::plain;

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
    assertThat(Login.of(registry, List.of(server(id)), PLAIN))
        .map(Login::source)
        .contains("the <server> " + id + " of settings.xml");
  }

  @ParameterizedTest
  @CsvSource({"ghcr.io, ghcr.io:5000", "[::1], [::1]:5000", "[::1], [:"})
  void isNoOther(String registry, String id) throws Exception {
    assertThat(Login.of(registry, List.of(server(id)), PLAIN)).isEmpty();
  }

  @Test
  void theServerWithThePortComesFirst() throws Exception {
    assertThat(Login.of("ghcr.io:5000", List.of(server("ghcr.io"), server("ghcr.io:5000")), PLAIN))
        .map(Login::source)
        .contains("the <server> ghcr.io:5000 of settings.xml");
  }

  @Test
  void aPasswordNeedsAUsername() {
    Server nameless = server("ghcr.io");
    nameless.setUsername(null);
    assertThatThrownBy(() -> Login.of("ghcr.io", List.of(nameless), PLAIN))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage(
            "the <server> ghcr.io of settings.xml has a <password> and no <username>. Add one.");
  }

  @Test
  void theParametersAreSetBothOrNeither() throws Exception {
    Optional<Setting> joe = Optional.of(new Setting("joe", "-Dcaptain.username"));
    Optional<Setting> secret = Optional.of(new Setting("secret", "-Dcaptain.password"));
    assertThatThrownBy(() -> Login.of(joe, Optional.empty(), ParameterNames.USUAL))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("captain.username is set and captain.password is not. Set both or neither.");
    assertThatThrownBy(() -> Login.of(Optional.empty(), secret, ParameterNames.USUAL))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("captain.password is set and captain.username is not. Set both or neither.");
    assertThat(Login.of(Optional.empty(), Optional.empty(), ParameterNames.USUAL)).isEmpty();
    assertThat(Login.of(joe, secret, ParameterNames.USUAL))
        .map(Login::source)
        .contains("captain.username and captain.password (from -Dcaptain.username)");
    assertThatThrownBy(() -> Login.of(joe, Optional.empty(), ParameterNames.DESTINATION))
        .hasMessage(
            "captain.toUsername is set and captain.toPassword is not. Set both or neither.");
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
