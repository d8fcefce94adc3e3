package io.github.captainos.registry.remote.answer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A proxy that accepts connections, and does not answer; or none where it should be. */
class SilentProxyTest {
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  @Test
  void aTunnelIsNotWaitedForWithoutATimeout() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (RawServer proxy = RawServer.start((request, out) -> await(end));
        Registry registry = open(proxy)) {
      assertTimeoutPreemptively(
          HangGuard.TIMEOUT,
          () ->
              assertThatThrownBy(() -> registry.manifest("v1"))
                  .isInstanceOf(RegistryException.class)
                  .hasMessageContaining("registry.example did not answer in time"));
    } finally {
      end.countDown();
    }
  }

  @Test
  void aProxyThatIsNotThereIsNotTakenForTheRegistry() throws IOException {
    RawServer proxy = RawServer.start((request, out) -> {});
    proxy.close();
    try (Registry registry = open(proxy)) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining(
              "no connection to the proxy 127.0.0.1:"
                  + proxy.port()
                  + " on the way to registry.example (")
          .hasMessageContaining("Check the <proxy> of settings.xml");
    }
  }

  @Test
  void aProxyWhoseNameIsNotKnownIsNotTakenForTheRegistry() throws IOException {
    try (Registry registry = open("proxy.invalid", 3128)) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessage(
              "the proxy proxy.invalid on the way to registry.example is not known. Check the"
                  + " <proxy> of settings.xml");
    }
  }

  private static void await(CountDownLatch end) throws IOException {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Registry open(RawServer proxy) throws IOException {
    return open("127.0.0.1", proxy.port());
  }

  private static Registry open(String host, int port) throws IOException {
    ProxySelector proxies = ProxySelector.of(InetSocketAddress.createUnresolved(host, port));
    return new RemoteRegistry(
        new RepositoryName("registry.example", "os"),
        Access.READ,
        null,
        new RegistryOptions(
            0,
            TIMEOUT,
            null,
            "",
            null,
            false,
            proxies,
            new Authenticator() {},
            ParameterNames.USUAL),
        new TimeWithoutPauses());
  }
}
