package io.github.captainos.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import org.apache.http.HttpHost;
import org.apache.http.conn.routing.HttpRoute;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The routes on which connections are opened, and looked for by the requests that use them. */
class ProxiesTest {
  private static HttpRoute route(@Nullable ProxySelector selector, String url) throws IOException {
    Authenticator none = new Authenticator() {};
    return new Proxies(selector, none).route(HttpHost.create(url));
  }

  @Test
  void withoutAProxyItLeadsToTheServerAndItsDefaultPort() throws Exception {
    for (ProxySelector selector : new ProxySelector[] {null, ProxySelector.of(null)}) {
      HttpRoute route = route(selector, "https://registry.example.org");

      assertThat(route.getProxyHost()).isNull();
      assertThat(route.getTargetHost().getPort()).isEqualTo(443);
      assertThat(route.isSecure()).isTrue();
    }
  }

  @Test
  void withAProxyItLeadsThroughIt() throws Exception {
    ProxySelector selector =
        ProxySelector.of(InetSocketAddress.createUnresolved("proxy.example.org", 3128));

    assertThat(route(selector, "https://registry.example.org").getProxyHost().getHostName())
        .isEqualTo("proxy.example.org");
    assertThat(route(selector, "http://127.0.0.1:5000").getProxyHost()).isNull();
  }
}
