package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import java.io.IOException;
import java.net.SocketException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.LayeredConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.util.PublicSuffixMatcher;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.protocol.HTTP;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections, which sends each request once, and does not follow redirects. It does not
 * change settings of the JVM.
 */
public final class ConnectionPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
  private static final String USER_AGENT = "captain-maven-plugin";
  private static final int LONGEST_CONNECT_MILLIS = 10_000;

  private static final String ALLOWED_IN_TARGETS = "-._~:/?#[]@!$&'()*+,;=%";

  /** The state of connections that requests share; the others have one of their own each. */
  private static final String SHARED = "shared";

  /** More than there are concurrent requests. */
  private static final int MOST_CONNECTIONS = 200;

  private final Time time;
  private final Duration timeout;
  private final ScheduledExecutorService timers;
  private final PoolingHttpClientConnectionManager connections;
  private final Proxies proxies;
  private final CloseableHttpClient client;
  private volatile boolean closed;

  /**
   * @param options the proxies and the timeout
   * @param trust the sockets, which know the trusted certificates
   * @param time clocks and timers
   */
  public ConnectionPool(
      RegistryOptions options, Supplier<LayeredConnectionSocketFactory> trust, Time time) {
    this.time = time;
    this.timeout = options.timeout();
    this.timers = time.scheduler();
    this.proxies = new Proxies(options.proxies(), options.proxyLogins());
    this.connections = connections(new TlsSockets(trust, timers, timeout), timeout);
    this.client =
        proxies
            .applyTo(HttpClientBuilder.create())
            .setConnectionManager(connections)
            // the list is for cookies, which are disabled, and takes long to read
            .setPublicSuffixMatcher(new PublicSuffixMatcher(List.of(), List.of()))
            .setUserAgent(USER_AGENT)
            .disableContentCompression()
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .setRequestExecutor(new RequestExecutor(timers, Math.toIntExact(timeout.toMillis())))
            .build();
  }

  private static PoolingHttpClientConnectionManager connections(
      LayeredConnectionSocketFactory trust, Duration timeout) {
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            RegistryBuilder.<ConnectionSocketFactory>create()
                .register("http", PlainConnectionSocketFactory.getSocketFactory())
                .register("https", trust)
                .build(),
            (route, config) -> new PacedConnection(),
            null,
            null,
            -1,
            TimeUnit.MILLISECONDS);
    // the timeout of a request does not apply to the tunnel that is made for it
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(Math.toIntExact(timeout.toMillis())).build());
    connections.setMaxTotal(MOST_CONNECTIONS);
    connections.setDefaultMaxPerRoute(MOST_CONNECTIONS);
    return connections;
  }

  /**
   * Opens a connection that a later request will use, so that this need not wait for the round
   * trips that a connection takes. With a proxy, this does nothing.
   *
   * @throws IOException if it cannot be opened
   */
  public void open(URL url) throws IOException {
    HttpRoute route = proxies.route(new HttpHost(url.getHost(), url.getPort(), url.getProtocol()));
    if (route.getProxyHost() != null) {
      return;
    }
    int millis = Math.min(Math.toIntExact(timeout.toMillis()), LONGEST_CONNECT_MILLIS);
    try {
      HttpClientConnection connection =
          connections.requestConnection(route, SHARED).get(0, TimeUnit.MILLISECONDS);
      try {
        if (!connection.isOpen()) {
          HttpClientContext context = HttpClientContext.create();
          connections.connect(connection, route, millis, context);
          connections.routeComplete(connection, route, context);
          connection.flush(); // or the pool's test whether it is still open would fail
        }
      } finally {
        connections.releaseConnection(
            connection, connection.isOpen() ? SHARED : null, 0, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | IllegalStateException e) {
      LOG.debug("A connection was not opened ahead", e); // the pool is closed
    }
  }

  /**
   * Sends a request.
   *
   * @param url where to send it, which may differ from the request's own URL
   * @param authorization the header {@code Authorization}, or null for none
   * @throws IOException if there is no answer
   */
  public Response send(Request request, URL url, @Nullable String authorization)
      throws IOException {
    Pace pace = new Pace(time, timeout);
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(Pace.ATTRIBUTE, pace);
    context.setUserToken(request.isAlone() ? new Object() : SHARED);
    int millis = Math.toIntExact(timeout.toMillis());
    context.setRequestConfig(
        RequestConfig.custom()
            .setNormalizeUri(false)
            .setConnectTimeout(Math.min(millis, LONGEST_CONNECT_MILLIS))
            .setSocketTimeout(millis + Math.toIntExact(request.computing().toMillis()))
            .build());
    HttpHost host = new HttpHost(url.getHost(), url.getPort(), url.getProtocol());
    HttpRequest message = message(request, url, context, pace);
    if (authorization != null) {
      message.setHeader("Authorization", authorization);
    }
    CloseableHttpResponse answer;
    try {
      answer = client.execute(host, message, context);
    } catch (IllegalStateException e) {
      if (closed) {
        throw new SocketException("closed");
      }
      throw e;
    }
    Response response = new Response(url, answer);
    pace.expectBody();
    if (request.isLong() && response.isSuccess()) {
      pace.stop();
    }
    return response;
  }

  private static HttpRequest message(Request request, URL url, HttpContext context, Pace pace) {
    String target = target(url);
    RequestBody body = request.body();
    HttpRequest message;
    if (body == null && List.of("GET", "HEAD").contains(request.method())) {
      message = new BasicHttpRequest(request.method(), target);
    } else {
      HttpEntityEnclosingRequest enclosing =
          new BasicHttpEntityEnclosingRequest(request.method(), target);
      if (body != null) {
        BodyEntity entity = new BodyEntity(body, pace);
        context.setAttribute(BodyEntity.ATTRIBUTE, entity);
        enclosing.setEntity(entity);
      }
      message = enclosing;
    }
    message.setHeader("Accept", "*/*");
    if (request.isAlone()) {
      message.setHeader(HTTP.CONN_DIRECTIVE, HTTP.CONN_CLOSE);
    }
    request.headers().forEach(message::setHeader);
    return message;
  }

  /** Returns the path and the query of a URL, with invalid characters escaped. */
  private static String target(URL url) {
    StringBuilder target = new StringBuilder();
    String file = url.getFile();
    if (!file.startsWith("/")) {
      target.append('/');
    }
    for (byte b : file.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || ALLOWED_IN_TARGETS.indexOf(c) >= 0;
      target.append(allowed ? c : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return target.toString();
  }

  @Override
  public void close() {
    closed = true;
    timers.shutdownNow();
    try {
      client.close();
    } catch (IOException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }
}
