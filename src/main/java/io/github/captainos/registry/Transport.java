package io.github.captainos.registry;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import java.io.IOException;
import java.net.ProxySelector;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.conn.SystemDefaultRoutePlanner;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to a registry, set up as the JVM's properties say. */
final class Transport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "captain-uploads");
            thread.setDaemon(true);
            return thread;
          });

  private final ApacheHttpTransport http;

  /**
   * @param timeoutMillis how long a connection may take no bytes
   */
  Transport(int timeoutMillis) {
    this.http =
        new ApacheHttpTransport(
            ApacheHttpTransport.newDefaultHttpClientBuilder()
                .setSSLSocketFactory(SSLConnectionSocketFactory.getSystemSocketFactory())
                .setRequestExecutor(new Exchange(watch, timeoutMillis))
                .setRoutePlanner(new Routes())
                .build());
  }

  /** What is said to this machine in plain text is no proxy's business. */
  private static final class Routes extends SystemDefaultRoutePlanner {
    private Routes() {
      super(ProxySelector.getDefault());
    }

    @Override
    protected @Nullable HttpHost determineProxy(
        HttpHost target, HttpRequest request, HttpContext context) throws HttpException {
      return Loopback.is(target.getHostName())
          ? null
          : super.determineProxy(target, request, context);
    }
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
