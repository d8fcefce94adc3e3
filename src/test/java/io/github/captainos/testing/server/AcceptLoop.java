package io.github.captainos.testing.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The threads of a server of plain sockets: one that accepts, and one for each connection. */
public final class AcceptLoop {
  private final ServerSocket server;
  private final String name;
  private final Consumer<Socket> serve;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private AcceptLoop(ServerSocket server, String name, Consumer<Socket> serve) {
    this.server = server;
    this.name = name;
    this.serve = serve;
  }

  /**
   * Serves each connection until the server is closed.
   *
   * @param name the name of the threads
   * @param serve serves a connection, and closes it
   * @return the connections that are being served
   */
  public static Set<Socket> start(ServerSocket server, String name, Consumer<Socket> serve) {
    AcceptLoop loop = new AcceptLoop(server, name, serve);
    startThread(name, loop::accept);
    return loop.open;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        startThread(name + "-client", () -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try {
      serve.accept(client);
    } finally {
      open.remove(client);
    }
  }

  private static void startThread(String threadName, Runnable work) {
    Thread thread = new Thread(work, threadName);
    thread.setDaemon(true);
    thread.start();
  }
}
