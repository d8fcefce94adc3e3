package io.github.captainos.testing.server;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The JDK's HTTP servers on free ports of this machine. */
public final class LocalServers {
  private LocalServers() {}

  /** Creates one, which is not started. */
  public static HttpServer create() throws IOException {
    return HttpServer.create(freePort(), 0);
  }

  /** Creates one with TLS, which is not started, and has no certificate. */
  public static HttpsServer createWithTls() throws IOException {
    return HttpsServer.create(freePort(), 0);
  }

  /** Starts one that answers all requests in one way. */
  public static HttpServer start(HttpHandler answers) throws IOException {
    HttpServer server = create();
    server.createContext("/", answers);
    server.start();
    return server;
  }

  private static InetSocketAddress freePort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
