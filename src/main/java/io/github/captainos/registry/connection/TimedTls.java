package io.github.captainos.registry.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.http.HttpHost;
import org.apache.http.conn.socket.LayeredConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS with a limit on the time of connecting and of the handshake. The timeout of a socket limits
 * the time without a byte only, so a server that sends one byte a second would never reach it.
 */
final class TimedTls implements LayeredConnectionSocketFactory {
  private static final int TIMEOUTS = 2;

  private final LayeredConnectionSocketFactory sockets;
  private final ScheduledExecutorService timers;
  private final long limitMillis;

  /**
   * @param sockets does the handshake
   * @param timers measures its time
   * @param timeout the timeout for connecting, and for the next bytes; the limit is twice that
   */
  TimedTls(
      LayeredConnectionSocketFactory sockets, ScheduledExecutorService timers, Duration timeout) {
    this.sockets = sockets;
    this.timers = timers;
    this.limitMillis = TIMEOUTS * timeout.toMillis();
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
    return sockets.createSocket(context);
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
    return within(socket, () -> sockets.createLayeredSocket(socket, host, port, context));
  }
}
