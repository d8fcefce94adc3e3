package io.github.captainos.registry.remote.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.Certificates;
import io.github.captainos.testing.server.HttpProxy;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a registry must not change settings of the JVM, which other plugins share. */
class TracelessTest {
  private static final String PROXY_LOGIN = "Basic cGFzc2VuZ2VyOnRpY2tldA=="; // passenger:ticket

  @TempDir private Path directory;
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private Certificates certificates;
  private HttpServer plain;
  private HttpsServer tls;
  private HttpProxy proxy;

  @BeforeEach
  void start() throws Exception {
    certificates = Certificates.create(directory.resolve("certificates"));
    certificates.issue("registry", "dns:registry.test");
    plain = LocalServers.create();
    serve(plain);
    tls = LocalServers.createWithTls();
    tls.setHttpsConfigurator(new HttpsConfigurator(certificates.server()));
    serve(tls);
    proxy = HttpProxy.start("passenger", "ticket");
  }

  @AfterEach
  void stop() {
    plain.stop(0);
    tls.stop(0);
    proxy.close();
  }

  private void serve(HttpServer server) {
    server.createContext("/", this::answer);
    server.start();
  }

  /** Requires a login. */
  private void answer(HttpExchange exchange) throws IOException {
    List<String> given = new CopyOnWriteArrayList<>();
    for (String header : List.of("Authorization", "Proxy-Authorization")) {
      given.addAll(exchange.getRequestHeaders().getOrDefault(header, List.of()));
    }
    logins.addAll(given);
    byte[] body = "{\"schemaVersion\":2}".getBytes(US_ASCII);
    try (exchange) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"registry\"");
      exchange.getResponseHeaders().set("Content-Type", "application/x");
      exchange.sendResponseHeaders(given.isEmpty() ? 401 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static final class Only extends ProxySelector {
    private final int port;

    private Only(int port) {
      this.port = port;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(
          new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("127.0.0.1", port)));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // there is only one proxy
    }
  }

  private static final class ProxyLogin extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return new PasswordAuthentication("passenger", "ticket".toCharArray());
    }
  }

  private boolean find(HttpServer server, @Nullable Path authority, boolean insecure) {
    RegistryOptions options =
        new RegistryOptions(
            0,
            HangGuard.TIMEOUT,
            new PasswordAuthentication("captain", "secret".toCharArray()),
            "the test's",
            authority,
            insecure,
            new Only(proxy.port()),
            new ProxyLogin(),
            ParameterNames.USUAL);
    String host = "registry.test:" + server.getAddress().getPort();
    try (Registry registry = Registries.open(host, "os", directory, Access.READ, null, options)) {
      return registry.manifest("v1").isPresent();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("credentials are not sent over plain HTTP");
      return false;
    }
  }

  /** The global settings of the JVM. */
  private record Jvm(
      Properties properties,
      ProxySelector proxies,
      Authenticator authenticator,
      SSLContext context,
      Object sockets,
      Object verifier) {

    static Jvm look() throws Exception {
      return new Jvm(
          (Properties) System.getProperties().clone(),
          ProxySelector.getDefault(),
          Authenticator.getDefault(),
          SSLContext.getDefault(),
          HttpsURLConnection.getDefaultSSLSocketFactory(),
          HttpsURLConnection.getDefaultHostnameVerifier());
    }
  }

  @Test
  void theJvmsSettingsAreNotChanged() throws Exception {
    Jvm before = Jvm.look();
    assertThat(find(tls, certificates.authority(), false)).isTrue();
    assertThat(find(tls, null, true)).isTrue();
    assertThat(find(plain, null, true)).isFalse();
    assertThat(Jvm.look()).isEqualTo(before);
  }

  @Test
  void theLoginOfTheProxyIsNeverTheRegistrysToSee() {
    find(tls, certificates.authority(), false);
    find(plain, null, true);
    assertThat(logins).isNotEmpty().doesNotContain(PROXY_LOGIN);
    assertThat(proxy.seen())
        .extracting(HttpProxy.Seen::proxyAuthorization)
        .containsOnly(PROXY_LOGIN);
    assertThat(proxy.seen()).extracting(HttpProxy.Seen::authorization).containsOnlyNulls();
    assertThat(proxy.seen())
        .extracting(HttpProxy.Seen::line)
        .anyMatch(line -> line.startsWith("CONNECT registry.test:"))
        .anyMatch(line -> line.startsWith("GET http://registry.test:"));
  }
}
