package io.github.captainos.registry.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.http.HttpHost;
import org.apache.http.conn.socket.LayeredConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * A factory of TLS sockets that is initialised on first use, since reading the JVM's trust store
 * takes longer than all requests to a registry on this machine; and that limits the time of
 * connecting and of the handshake. The timeout of a socket limits the time without a byte only, so
 * a server that sends one byte a second would never reach it.
 */
final class TlsSockets implements LayeredConnectionSocketFactory {
  private static final int TIMEOUTS = 2;

  private final Supplier<LayeredConnectionSocketFactory> supplier;
  private final ScheduledExecutorService timers;
  private final long limitMillis;
  private @Nullable LayeredConnectionSocketFactory sockets;

  /**
   * @param supplier creates the factory that does the handshake; called at most once
   * @param timers measures its time
   * @param timeout the timeout for connecting, and for the next bytes; the limit is twice that
   */
  TlsSockets(
      Supplier<LayeredConnectionSocketFactory> supplier,
      ScheduledExecutorService timers,
      Duration timeout) {
    this.supplier = supplier;
    this.timers = timers;
    this.limitMillis = TIMEOUTS * timeout.toMillis();
  }

  private synchronized LayeredConnectionSocketFactory sockets() {
    LayeredConnectionSocketFactory made = sockets;
    if (made == null) {
      made = supplier.get();
      sockets = made;
    }
    return made;
  }

  private interface Handshake {
    Socket run() throws IOException;
  }

  private Socket within(Socket socket, Handshake handshake) throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> timer =
        timers.schedule(
            () -> {
              late.set(true);
              close(socket);
            },
            limitMillis,
            TimeUnit.MILLISECONDS);
    try {
      return handshake.run();
    } catch (IOException e) {
      throw late.get() ? new SlowAnswerException() : e;
    } finally {
      timer.cancel(false);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // the handshake fails anyway
    }
  }

  @Override
  public Socket createSocket(HttpContext context) throws IOException {
    return sockets().createSocket(context);
  }

  @Override
  public Socket connectSocket(
      int timeoutMillis,
      Socket socket,
      HttpHost host,
      InetSocketAddress remote,
      @Nullable InetSocketAddress local,
      HttpContext context)
      throws IOException {
    return within(
        socket, () -> sockets.connectSocket(timeoutMillis, socket, host, remote, local, context));
  }

  @Override
  public Socket createLayeredSocket(Socket socket, String host, int port, HttpContext context)
      throws IOException {
    LayeredConnectionSocketFactory own = sockets();
    return within(socket, () -> own.createLayeredSocket(socket, host, port, context));
  }
}
