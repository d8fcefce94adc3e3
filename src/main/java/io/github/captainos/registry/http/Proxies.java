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
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.routing.HttpRoutePlanner;
import org.apache.http.impl.auth.BasicScheme;
import org.apache.http.impl.client.BasicAuthCache;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.SystemDefaultCredentialsProvider;
import org.apache.http.impl.client.TargetAuthenticationStrategy;
import org.apache.http.impl.conn.DefaultRoutePlanner;
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
        .setRoutePlanner(this::route)
        .setDefaultCredentialsProvider(new Logins(logins))
        .setTargetAuthenticationStrategy(new NoServerChallenges())
        .addInterceptorFirst(this::sendCredentialsFirst);
  }

  /** Returns the route to a server: without a proxy to this machine, since it may be plain HTTP. */
  private HttpRoute route(HttpHost target, HttpRequest request, HttpContext context)
      throws HttpException {
    HttpRoutePlanner planner =
        selector == null || Origin.isLoopback(target.getHostName())
            ? new DefaultRoutePlanner(null)
            : new SystemDefaultRoutePlanner(selector);
    return planner.determineRoute(target, request, context);
  }

  /**
   * Returns the route to a server as the client takes it.
   *
   * @throws IOException if there is none
   */
  HttpRoute route(HttpHost target) throws IOException {
    try {
      return route(target, new BasicHttpRequest("GET", "/"), HttpClientContext.create());
    } catch (HttpException e) {
      throw new IOException(e.getMessage(), e);
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

  private static final class Logins extends SystemDefaultCredentialsProvider {
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
              ? super.getCredentials(scope)
              : new UsernamePasswordCredentials(
                  login.getUserName(), new String(login.getPassword()));
      if (found != null) {
        Secrets.add(found.getUserPrincipal().getName(), found.getPassword());
      }
      return found;
    }
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
