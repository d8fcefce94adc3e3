package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of plain sockets on 127.0.0.1 that answers each request with the bytes that a test
 * writes, which need not be HTTP. It has one connection for each request, and closes those that
 * speak TLS.
 */
public final class RawServer implements AutoCloseable {
  private static final int TLS_HANDSHAKE = 0x16; // RFC 8446, section 5.1
  private static final Pattern LENGTH = header("Content-Length: *(\\d+)");
  private static final Pattern CHUNKED = header("Transfer-Encoding: *chunked");

  private final ServerSocket server = new ServerSocket();
  private final Script script;
  private final Set<Socket> clients;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * A request as it arrived.
   *
   * @param line its first line without the version, as in {@code GET /v2/}
   * @param head all of its head
   * @param body its body; empty where there is none
   */
  public record Request(String line, String head, byte[] body) {

    /** Returns the value of a header, or "none". */
    public String header(String name) {
      Matcher matcher = RawServer.header(Pattern.quote(name) + ": *([^\r]*)").matcher(head);
      return matcher.find() ? matcher.group(1) : "none";
    }
  }

  /** Answers requests. */
  public interface Script {
    /**
     * Answers one request; the connection is closed afterwards.
     *
     * @throws IOException if the client hung up, which is of no consequence
     */
    void answer(Request request, OutputStream out) throws IOException;
  }

  private RawServer(Script script) throws IOException {
    this.script = script;
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    clients = AcceptLoop.start(server, "raw-server", this::serve);
  }

  /** Starts one. */
  public static RawServer start(Script script) throws IOException {
    return new RawServer(script);
  }

  /** Returns a whole answer, with the length of its body. */
  public static byte[] answer(String status, String body, String... headers) {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    String head = "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + more;
    return (head + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(ISO_8859_1);
  }

  /** Returns {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Returns the requests so far, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Returns the first lines of the requests so far that begin with this. */
  public List<String> lines(String prefix) {
    return requests.stream().map(Request::line).filter(line -> line.startsWith(prefix)).toList();
  }

  /** Leaves a connection open, and sends nothing more, until the server is closed. */
  public void stall() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      int first = in.read();
      if (first >= 0 && first != TLS_HANDSHAKE) {
        Request request = read(first, in);
        requests.add(request);
        script.answer(request, client.getOutputStream());
        client.shutdownOutput();
        in.transferTo(OutputStream.nullOutputStream()); // closed at once, it would be a reset
      }
    } catch (IOException e) {
      // the client hung up
    }
  }

  private static Request read(int first, InputStream in) throws IOException {
    StringBuilder head = new StringBuilder().append((char) first);
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) next(in));
    }
    String text = head.toString();
    Matcher length = LENGTH.matcher(text);
    byte[] body = new byte[0];
    if (length.find()) {
      body = in.readNBytes(Integer.parseInt(length.group(1)));
    } else if (CHUNKED.matcher(text).find()) {
      body = chunks(in);
    }
    return new Request(text.replaceFirst("(?s) HTTP/.*", ""), text, body);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size;
    do {
      StringBuilder line = new StringBuilder();
      while (line.indexOf("\r\n") < 0) {
        line.append((char) next(in));
      }
      size = Integer.parseInt(line.toString().strip(), 16);
      body.write(in.readNBytes(size));
      in.skipNBytes(2);
    } while (size > 0);
    return body.toByteArray();
  }

  private static int next(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new IOException("half a request");
    }
    return next;
  }

  private static Pattern header(String line) {
    return Pattern.compile("^" + line, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
  }

  /** Ends it, and all answers that are under way. */
  @Override
  public void close() {
    try {
      closed.countDown();
      server.close();
      for (Socket client : clients) {
        client.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
