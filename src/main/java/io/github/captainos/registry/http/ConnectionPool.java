package io.github.captainos.registry.http;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.http.conn.socket.LayeredConnectionSocketFactory;
import org.apache.http.conn.util.PublicSuffixMatcher;
import org.apache.http.impl.client.HttpClientBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections to hosts. Nothing is set up here that others in this JVM could notice. */
final class ConnectionPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);

  /** More than are asked side by side. */
  private static final int MOST_CONNECTIONS = 200;

  private final ScheduledExecutorService watch;
  private final ApacheHttpTransport http;

  /**
   * @param options which proxies to take, and how long a connection may take no bytes
   * @param trust whom to trust
   * @param time where the timers come from
   */
  ConnectionPool(RegistryOptions options, LayeredConnectionSocketFactory trust, Time time) {
    this.watch = time.scheduler();
    int timeoutMillis = Math.toIntExact(options.timeout().toMillis());
    Proxies proxies = new Proxies(options.proxies(), options.proxyLogins());
    this.http =
        new ApacheHttpTransport(
            proxies
                .applyTo(HttpClientBuilder.create())
                .setSSLSocketFactory(trust)
                // whose cookies may be whose: there are none, and the list takes long to read
                .setPublicSuffixMatcher(new PublicSuffixMatcher(List.of(), List.of()))
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .setRequestExecutor(new RequestExecutor(watch, timeoutMillis))
                .build());
  }

  HttpTransport http() {
    return http;
  }

  @Override
  public void close() {
    watch.shutdownNow();
    try {
      http.shutdown();
    } catch (IOException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }
}
