package io.github.captainos.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** A network that is slow: hands on no more than so many bytes a second, to and fro together. */
public final class SlowLink implements AutoCloseable {
  private static final int PIECE = 1 << 13;

  private final ServerSocket server;
  private final String host;
  private final int port;
  private final int bytesPerSecond;

  private SlowLink(ServerSocket server, String target, int bytesPerSecond) {
    this.server = server;
    this.host = target.replaceFirst(":.*", "");
    this.port = Integer.parseInt(target.replaceFirst(".*:", ""));
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Starts one.
   *
   * @param target {@code host:port}
   */
  public static SlowLink to(String target, int bytesPerSecond) throws IOException {
    // a small window, or the system would take most of a small upload at once
    ServerSocket server = new ServerSocket();
    server.setReceiveBufferSize(PIECE);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    SlowLink link = new SlowLink(server, target, bytesPerSecond);
    start(link::accept);
    return link;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // somebody has hung up
              }
            },
            "slow-link");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = server.accept();
      Socket far = new Socket(host, port);
      start(() -> carry(near, far));
      start(() -> carry(far, near));
    }
  }

  private void carry(Socket from, Socket to) throws IOException {
    byte[] piece = new byte[PIECE];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int length;
      while ((length = in.read(piece)) >= 0) {
        pause(length);
        out.write(piece, 0, length);
      }
    }
  }

  private synchronized void pause(int bytes) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
