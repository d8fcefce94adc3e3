package io.github.captainos.registry.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Supplier;
import org.apache.http.HttpHost;
import org.apache.http.conn.socket.LayeredConnectionSocketFactory;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * A factory of TLS sockets that is initialised on first use: reading the JVM's trust store takes
 * longer than all requests to a registry on this machine.
 */
final class LazyTls implements LayeredConnectionSocketFactory {
  private final Supplier<LayeredConnectionSocketFactory> supplier;
  private @Nullable LayeredConnectionSocketFactory sockets;

  /**
   * @param supplier creates the sockets' factory; called at most once
   */
  LazyTls(Supplier<LayeredConnectionSocketFactory> supplier) {
    this.supplier = supplier;
  }

  private synchronized LayeredConnectionSocketFactory sockets() {
    LayeredConnectionSocketFactory made = sockets;
    if (made == null) {
      made = supplier.get();
      sockets = made;
    }
    return made;
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
    return sockets().connectSocket(timeoutMillis, socket, host, remote, local, context);
  }

  @Override
  public Socket createLayeredSocket(Socket socket, String host, int port, HttpContext context)
      throws IOException {
    return sockets().createLayeredSocket(socket, host, port, context);
  }
}
