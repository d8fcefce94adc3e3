package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import io.github.captainos.support.Log;
import java.io.IOException;
import java.net.SocketException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.util.PublicSuffixMatcher;
import org.apache.http.entity.EntityTemplate;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.DefaultHttpClientConnectionOperator;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.protocol.HTTP;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections, which sends each request once, and does not follow redirects. It does not
 * change settings of the JVM.
 */
final class ConnectionPool implements AutoCloseable {
  private static final Log LOG = Log.of(ConnectionPool.class);
  private static final String USER_AGENT = "captain-maven-plugin";
  private static final int MAX_CONNECT_MILLIS = 10_000;

  private static final Pattern INVALID_IN_TARGETS =
      Pattern.compile("[^A-Za-z0-9._~:/?#@!$&'()*+,;=%\\[\\]-]");

  /** The state of connections that requests share; the others have one of their own each. */
  private static final String SHARED = "shared";

  /** More than there are concurrent requests. */
  private static final int MAX_CONNECTIONS = 200;

  private final Duration timeout;
  private final ScheduledExecutorService timers;
  private final PoolingHttpClientConnectionManager connections;
  private final Proxies proxies;
  private final CloseableHttpClient client;
  private volatile boolean closed;

  /**
   * @param options the proxies and the timeout
   * @param tls the sockets, which know the trusted certificates
   * @param time timers
   */
  ConnectionPool(RegistryOptions options, Tls tls, Time time) {
    this.timeout = options.timeout();
    this.timers = time.scheduler();
    this.proxies = new Proxies(options.proxies(), options.proxyLogins());
    this.connections = connections(tls, timeout);
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
            .setRequestExecutor(new TimedExecutor())
            .build();
  }

  private static PoolingHttpClientConnectionManager connections(Tls tls, Duration timeout) {
    ConnectionSocketFactory plain = PlainConnectionSocketFactory.getSocketFactory();
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            new DefaultHttpClientConnectionOperator(
                scheme -> scheme.equals("https") ? tls.sockets() : plain, null, null),
            (route, config) -> new ServerConnection(),
            -1,
            TimeUnit.MILLISECONDS) {
          @Override
          public void connect(
              HttpClientConnection connection, HttpRoute route, int millis, HttpContext context)
              throws IOException {
            Deadline.of(context).closes(connection::shutdown);
            super.connect(connection, route, millis, context);
          }
        };
    // the timeout of a request does not apply to the tunnel that is made for it
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(Math.toIntExact(timeout.toMillis())).build());
    connections.setMaxTotal(MAX_CONNECTIONS);
    connections.setDefaultMaxPerRoute(MAX_CONNECTIONS);
    return connections;
  }

  /** Starts the time of each step of a request. */
  private static final class TimedExecutor extends HttpRequestExecutor {
    @Override
    protected @Nullable HttpResponse doSendRequest(
        HttpRequest request, HttpClientConnection connection, HttpContext context)
        throws IOException, HttpException {
      Deadline deadline = Deadline.of(context);
      deadline.closes(connection::shutdown);
      deadline.startToSend();
      HttpResponse answer = super.doSendRequest(request, connection, context);
      deadline.startToAnswer();
      return answer;
    }
  }

  /**
   * Opens a connection that a later request will use, so that this need not wait for the round
   * trips that a connection takes. With a proxy, this does nothing.
   *
   * @throws NetworkException if it cannot be opened
   * @throws IOException if there is no route
   */
  void open(URL url) throws IOException {
    HttpRoute route = proxies.route(new HttpHost(url.getHost(), url.getPort(), url.getProtocol()));
    if (route.getProxyHost() != null) {
      return;
    }
    int millis = Math.min(Math.toIntExact(timeout.toMillis()), MAX_CONNECT_MILLIS);
    HttpClientContext context = HttpClientContext.create();
    Deadline deadline = new Deadline(timers, timeout, Duration.ZERO, context);
    try {
      HttpClientConnection connection =
          connections.requestConnection(route, SHARED).get(0, TimeUnit.MILLISECONDS);
      try {
        if (!connection.isOpen()) {
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
    } catch (IOException e) {
      throw NetworkException.of(url, e, deadline.missed());
    } finally {
      deadline.stop();
    }
  }

  /**
   * Sends a request.
   *
   * @param url where to send it, which may differ from the request's own URL
   * @param authorization the header {@code Authorization}, or null for none
   * @throws NetworkException if there is no answer
   * @throws IOException if the body cannot be read
   */
  Response send(Request request, URL url, @Nullable String authorization) throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    Request.Body body = request.body();
    Duration computing = body == null ? Duration.ZERO : body.computing();
    HttpClientContext context = HttpClientContext.create();
    context.setUserToken(request.isAlone() ? new Object() : SHARED);
    context.setRequestConfig(
        RequestConfig.custom()
            .setNormalizeUri(false)
            .setConnectTimeout(Math.min(millis, MAX_CONNECT_MILLIS))
            .setSocketTimeout(millis + Math.toIntExact(computing.toMillis()))
            .build());
    Deadline deadline = new Deadline(timers, timeout, computing, context);
    boolean isAnswered = false;
    try {
      HttpHost host = new HttpHost(url.getHost(), url.getPort(), url.getProtocol());
      HttpRequest message = message(request, url, deadline);
      if (authorization != null) {
        message.setHeader("Authorization", authorization);
      }
      Response response = new Response(url, client.execute(host, message, context), deadline);
      isAnswered = true;
      if (request.isLong() && response.isSuccess()) {
        deadline.stop();
      }
      return response;
    } catch (IOException e) {
      throw NetworkException.of(url, e, deadline.missed());
    } catch (IllegalStateException e) {
      if (closed) {
        throw NetworkException.of(url, new SocketException("closed"), null);
      }
      throw e;
    } finally {
      if (!isAnswered) {
        deadline.stop();
      }
    }
  }

  private static HttpRequest message(Request request, URL url, Deadline deadline) {
    String target = target(url);
    Request.Body body = request.body();
    HttpRequest message;
    if (body == null && List.of("GET", "HEAD").contains(request.method())) {
      message = new BasicHttpRequest(request.method(), target);
    } else {
      HttpEntityEnclosingRequest enclosing =
          new BasicHttpEntityEnclosingRequest(request.method(), target);
      enclosing.setEntity(body == null ? null : entity(body, deadline));
      message = enclosing;
    }
    message.setHeader("Accept", "*/*");
    message.setHeader("Accept-Encoding", "identity"); // see Response.body()
    if (request.isAlone()) {
      message.setHeader(HTTP.CONN_DIRECTIVE, HTTP.CONN_CLOSE);
    }
    request.headers().forEach(message::setHeader);
    return message;
  }

  /** Returns a body that is sent once, with its length. */
  private static HttpEntity entity(Request.Body body, Deadline deadline) {
    EntityTemplate entity =
        new EntityTemplate(out -> body.content().writeTo(deadline.extendedBy(out))) {
          @Override
          public boolean isRepeatable() {
            return false;
          }

          @Override
          public long getContentLength() {
            return body.length();
          }
        };
    entity.setContentType(body.mediaType());
    return entity;
  }

  /** Returns the path and the query of a URL, with invalid characters escaped. */
  private static String target(URL url) {
    String bytes = new String(url.getFile().getBytes(UTF_8), ISO_8859_1);
    String target =
        INVALID_IN_TARGETS
            .matcher(bytes)
            .replaceAll(c -> String.format(Locale.ROOT, "%%%02X", (int) c.group().charAt(0)));
    return target.startsWith("/") ? target : "/" + target;
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
