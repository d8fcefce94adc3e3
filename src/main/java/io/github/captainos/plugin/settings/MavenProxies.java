package io.github.captainos.plugin.settings;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.AuthenticationContext;
import org.eclipse.aether.repository.RemoteRepository;
import org.jspecify.annotations.Nullable;

/**
 * Selects the proxies of settings.xml, by Maven's own rules; if there are none, those of the JVM.
 *
 * @see <a href="https://maven.apache.org/guides/mini/guide-proxies.html">Configuring a proxy</a>
 */
public final class MavenProxies extends ProxySelector {
  private final RepositorySystemSession session;

  /** The credentials, by {@code host:port} of the proxy. */
  private final Map<String, PasswordAuthentication> logins = new ConcurrentHashMap<>();

  private final boolean configured;

  /**
   * @param configured whether settings.xml has proxies; then a host that they do not apply to has
   *     no proxy
   */
  public MavenProxies(RepositorySystemSession session, boolean configured) {
    this.session = session;
    this.configured = configured;
  }

  @Override
  public List<Proxy> select(URI uri) {
    RemoteRepository host =
        new RemoteRepository.Builder("captain", "default", uri.toString()).build();
    org.eclipse.aether.repository.Proxy proxy = session.getProxySelector().getProxy(host);
    if (proxy == null) {
      ProxySelector jvm = ProxySelector.getDefault();
      return configured || jvm == null ? List.of(Proxy.NO_PROXY) : jvm.select(uri);
    }
    rememberLogin(new RemoteRepository.Builder(host).setProxy(proxy).build());
    return List.of(
        new Proxy(
            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort())));
  }

  private void rememberLogin(RemoteRepository behindProxy) {
    try (AuthenticationContext context = AuthenticationContext.forProxy(session, behindProxy)) {
      String username = context == null ? null : context.get(AuthenticationContext.USERNAME);
      String password = context == null ? null : context.get(AuthenticationContext.PASSWORD);
      if (username != null && password != null) {
        logins.put(
            key(behindProxy.getProxy().getHost(), behindProxy.getProxy().getPort()),
            new PasswordAuthentication(username, password.toCharArray()));
      }
    }
  }

  private static String key(String host, int port) {
    return host + ":" + port;
  }

  /** Returns the credentials of the proxies that were selected. */
  public Authenticator logins() {
    return new Authenticator() {
      @Override
      protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        return logins.get(key(getRequestingHost(), getRequestingPort()));
      }
    };
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // there is no other proxy to select
  }
}
