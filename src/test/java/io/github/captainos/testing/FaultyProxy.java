package io.github.captainos.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Stands between a client and a real registry, and spoils some of what they say to each other. */
public final class FaultyProxy implements AutoCloseable {
  private final ServerSocket server;
  private final String upstream;
  private final Pattern requests;
  private final Fault fault;
  private final AtomicInteger left;
  private final AtomicInteger injected = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What is done instead of passing a request on. */
  public interface Fault {
    /**
     * @param client who asked; is closed afterwards
     * @param head the request's line and headers
     * @param upstream {@code host:port} of the registry
     */
    void inject(Socket client, String head, String upstream) throws IOException;
  }

  /**
   * @param upstream {@code host:port} of the registry
   * @param requests which requests are spoilt, as in {@code PUT .*}{@code /manifests/.*}
   * @param times how many of them
   * @param fault what is done to them
   */
  public FaultyProxy(String upstream, String requests, int times, Fault fault) throws IOException {
    this.upstream = upstream;
    this.requests = Pattern.compile(requests);
    this.left = new AtomicInteger(times);
    this.fault = fault;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Returns {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Returns how many requests were spoilt. */
  public int injected() {
    return injected.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      String line = head.lines().findFirst().orElse("");
      if (requests.matcher(line).lookingAt() && left.getAndDecrement() > 0) {
        injected.incrementAndGet();
        fault.inject(client, head, upstream);
      } else if (!head.isEmpty()) {
        try (Socket registry = forward(client, head, upstream)) {
          registry.getInputStream().transferTo(client.getOutputStream());
        }
      }
    } catch (IOException e) {
      // one of the two hung up, as the test may want it
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int next;
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n") && (next = in.read()) >= 0) {
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }

  /** Passes a request on; the registry is to hang up when it has answered. */
  private static Socket forward(Socket client, String head, String upstream) throws IOException {
    String[] address = upstream.split(":");
    Socket registry = new Socket(address[0], Integer.parseInt(address[1]));
    String closing =
        head.replaceAll("(?i)\r\nConnection: [^\r]*", "")
            .replaceFirst("\r\n", "\r\nConnection: close\r\n");
    OutputStream out = registry.getOutputStream();
    out.write(closing.getBytes(ISO_8859_1));
    out.flush();
    Thread body =
        new Thread(
            () -> {
              try {
                client.getInputStream().transferTo(out);
              } catch (IOException e) {
                // the client is through
              }
            });
    body.setDaemon(true);
    body.start();
    return registry;
  }

  /** Answers with a status, these headers (each with its line end), and a body. */
  public static Fault status(int status, String headers, String body) {
    return (client, head, upstream) -> {
      drainBody(client, head);
      client
          .getOutputStream()
          .write(
              ("HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s")
                  .formatted(status, body.length(), headers, head.startsWith("HEAD") ? "" : body)
                  .getBytes(ISO_8859_1));
    };
  }

  /** A client that is still sending would not see an answer, but a reset. */
  private static void drainBody(Socket client, String head) throws IOException {
    client.setSoTimeout(200);
    if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
      try {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // nothing more comes
      }
    }
  }

  /** Resets the connection at once. */
  public static Fault reset() {
    return (client, head, upstream) -> client.setSoLinger(true, 0);
  }

  /** Resets the connection after some bytes of the request's body. */
  public static Fault resetInBody() {
    return (client, head, upstream) -> {
      client.getInputStream().readNBytes(100);
      client.setSoLinger(true, 0);
    };
  }

  /** Lets the registry do what it is asked, and resets the connection in place of its answer. */
  public static Fault loseAnswer() {
    return (client, head, upstream) -> {
      try (Socket registry = forward(client, head, upstream)) {
        registry.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
      client.setSoLinger(true, 0);
    };
  }

  /** Passes on the answer but for its last bytes, then hangs up. */
  public static Fault cutAnswer() {
    return (client, head, upstream) -> {
      try (Socket registry = forward(client, head, upstream)) {
        byte[] answer = registry.getInputStream().readAllBytes();
        client.getOutputStream().write(answer, 0, answer.length - 20);
      }
    };
  }

  /** Says nothing for a while. */
  public static Fault stall(long millis) {
    return (client, head, upstream) -> {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
