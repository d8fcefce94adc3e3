package io.github.captainos.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which {@code <server>} of settings.xml is a registry's. */
class ServerLoginTest {

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
    assertThat(Login.of(registry, List.of(server(id)), ServerLoginTest::plain))
        .map(Login::source)
        .contains("the <server> " + id + " of settings.xml");
  }

  @ParameterizedTest
  @CsvSource({"ghcr.io, ghcr.io:5000", "[::1], [::1]:5000", "[::1], [:"})
  void isNoOther(String registry, String id) throws Exception {
    assertThat(Login.of(registry, List.of(server(id)), ServerLoginTest::plain)).isEmpty();
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
