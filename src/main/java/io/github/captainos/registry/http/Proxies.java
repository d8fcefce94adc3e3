package io.github.captainos.registry.http;

import io.github.captainos.support.Secrets;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.auth.AUTH;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.Credentials;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.impl.auth.BasicScheme;
import org.apache.http.impl.client.BasicAuthCache;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.SystemDefaultCredentialsProvider;
import org.apache.http.impl.client.TargetAuthenticationStrategy;
import org.apache.http.impl.conn.SystemDefaultRoutePlanner;
import org.apache.http.message.BasicHeader;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The proxies, and the credentials for them.
 *
 * @param selector selects the proxy, or null for none
 * @param logins the credentials; if it has none, those of the JVM's properties are used
 */
record Proxies(@Nullable ProxySelector selector, Authenticator logins) {

  HttpClientBuilder applyTo(HttpClientBuilder client) {
    return client
        .setRoutePlanner(new Routes(selector))
        .setDefaultCredentialsProvider(new Logins(logins))
        .setTargetAuthenticationStrategy(new NoServerChallenges())
        .addInterceptorFirst(this::sendCredentialsFirst);
  }

  /**
   * Returns the route to a server as the client takes it.
   *
   * @throws IOException if there is none
   */
  HttpRoute route(HttpHost target) throws IOException {
    try {
      return new Routes(selector)
          .determineRoute(target, new BasicHttpRequest("GET", "/"), HttpClientContext.create());
    } catch (HttpException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Routes without a proxy to this machine, since they may be in plain text. */
  private static final class Routes extends SystemDefaultRoutePlanner {
    private final @Nullable ProxySelector selector;

    private Routes(@Nullable ProxySelector selector) {
      super(selector);
      this.selector = selector;
    }

    @Override
    protected @Nullable HttpHost determineProxy(
        HttpHost target, HttpRequest request, HttpContext context) throws HttpException {
      return selector == null || Origin.isLoopback(target.getHostName())
          ? null
          : super.determineProxy(target, request, context);
    }
  }

  /**
   * Ignores challenges of servers, which are handled elsewhere, and never with a proxy's password.
   */
  private static final class NoServerChallenges extends TargetAuthenticationStrategy {
    @Override
    public boolean isAuthenticationRequested(
        HttpHost host, HttpResponse response, HttpContext context) {
      return false;
    }
  }

  private static final class Logins implements CredentialsProvider {
    private final CredentialsProvider system = new SystemDefaultCredentialsProvider();
    private final Authenticator logins;

    private Logins(Authenticator logins) {
      this.logins = logins;
    }

    @Override
    public @Nullable Credentials getCredentials(AuthScope scope) {
      PasswordAuthentication login =
          logins.requestPasswordAuthenticationInstance(
              scope.getHost(),
              null,
              scope.getPort(),
              "http",
              scope.getRealm(),
              scope.getScheme(),
              null,
              Authenticator.RequestorType.PROXY);
      Credentials found =
          login == null
              ? system.getCredentials(scope)
              : new UsernamePasswordCredentials(
                  login.getUserName(), new String(login.getPassword()));
      if (found != null) {
        Secrets.add(found.getUserPrincipal().getName(), found.getPassword());
      }
      return found;
    }

    @Override
    public void setCredentials(AuthScope scope, Credentials credentials) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {}
  }

  /** Sends the credentials with the first request: an upload cannot be repeated after a 407. */
  private void sendCredentialsFirst(HttpRequest request, HttpContext context) throws HttpException {
    HttpClientContext http = HttpClientContext.adapt(context);
    HttpHost proxy = http.getHttpRoute() == null ? null : http.getHttpRoute().getProxyHost();
    if (proxy != null
        && http.getAuthCache() == null
        && http.getCredentialsProvider().getCredentials(new AuthScope(proxy)) != null) {
      BasicAuthCache cache = new BasicAuthCache();
      BasicScheme scheme = new BasicScheme();
      // as if the proxy had sent it; else the credentials would be sent to the server instead
      scheme.processChallenge(new BasicHeader(AUTH.PROXY_AUTH, "Basic"));
      cache.put(proxy, scheme);
      http.setAuthCache(cache);
    }
  }
}
