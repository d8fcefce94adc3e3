package io.github.captainos.testing.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.littleshoot.proxy.ActivityTrackerAdapter;
import org.littleshoot.proxy.FlowContext;
import org.littleshoot.proxy.HttpProxyServer;
import org.littleshoot.proxy.HttpProxyServerBootstrap;
import org.littleshoot.proxy.ProxyAuthenticator;
import org.littleshoot.proxy.impl.DefaultHttpProxyServer;

/**
 * A proxy that leads to this machine whoever wants to reach a host whose name ends in {@code
 * .test}, and that takes notes.
 */
public final class HttpProxy implements AutoCloseable {
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final HttpProxyServer server;

  /**
   * A request as it came in; of those in a tunnel, there is the request for the tunnel alone.
   *
   * @param line its first line, as in {@code CONNECT registry.test:443}
   * @param authorization what it says to the server of who we are, or null
   * @param proxyAuthorization what it says to the proxy of who we are, or null
   */
  public record Seen(
      String line, @Nullable String authorization, @Nullable String proxyAuthorization) {}

  private HttpProxy(@Nullable ProxyAuthenticator logins) {
    HttpProxyServerBootstrap bootstrap =
        DefaultHttpProxyServer.bootstrap()
            .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withServerResolver(HttpProxy::resolve)
            .plusActivityTracker(new Notes(seen));
    this.server = (logins == null ? bootstrap : bootstrap.withProxyAuthenticator(logins)).start();
  }

  /** Starts one that serves everybody. */
  public static HttpProxy start() {
    return new HttpProxy(null);
  }

  /** Starts one that serves nobody but this user. */
  public static HttpProxy start(String username, String password) {
    return new HttpProxy(
        new ProxyAuthenticator() {
          @Override
          public boolean authenticate(String givenName, String givenPassword) {
            return username.equals(givenName) && password.equals(givenPassword);
          }

          @Override
          public String getRealm() {
            return "story";
          }
        });
  }

  /** Sees requests before the proxy takes out what is meant for itself. */
  private static final class Notes extends ActivityTrackerAdapter {
    private final List<Seen> seen;

    private Notes(List<Seen> seen) {
      this.seen = seen;
    }

    @Override
    public void requestReceivedFromClient(FlowContext flow, HttpRequest request) {
      HttpHeaders headers = request.headers();
      seen.add(
          new Seen(
              request.method() + " " + request.uri(),
              headers.get(HttpHeaderNames.AUTHORIZATION),
              headers.get(HttpHeaderNames.PROXY_AUTHORIZATION)));
    }
  }

  private static InetSocketAddress resolve(String host, int port) {
    return host.endsWith(".test")
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
        : new InetSocketAddress(host, port);
  }

  /** Returns the port that it listens at, on this machine. */
  public int port() {
    return server.getListenAddress().getPort();
  }

  /** Returns the requests so far. */
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** Stops it. */
  @Override
  public void close() {
    server.abort();
  }
}
