package io.github.captainos.registry.remote.answer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.Certificates;
import io.github.captainos.testing.server.LocalServers;
import java.net.Authenticator;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherCertificateTest {
  @TempDir private Path directory;

  /** Another authority would not help. */
  @Test
  void aCertificateForAnotherHostIsCalledThat() throws Exception {
    Certificates certificates = Certificates.create(directory.resolve("certificates"));
    certificates.issue("registry", "dns:registry.test");
    HttpsServer server = LocalServers.createWithTls();
    server.setHttpsConfigurator(new HttpsConfigurator(certificates.server()));
    server.start();
    String host = "127.0.0.1:" + server.getAddress().getPort();
    RegistryOptions options =
        new RegistryOptions(
            0,
            HangGuard.TIMEOUT,
            null,
            "",
            certificates.authority(),
            false,
            null,
            new Authenticator() {},
            ParameterNames.USUAL);
    try (Registry registry = Registries.open(host, "os", directory, Access.READ, null, options)) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageStartingWith("the certificate of " + host + " is for other hosts (")
          .hasMessageEndingWith(
              "). Check captain.registry: it has to be a name that the certificate has")
          .hasMessageNotContaining("caCertificate");
    } finally {
      server.stop(0);
    }
  }
}
