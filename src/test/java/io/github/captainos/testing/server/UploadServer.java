package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.captainos.testing.image.RawImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registry in memory whose uploads behave as those of Distribution 3, unless a test says
 * otherwise: it keeps what it has got of a request that was cut off. It can cut them off itself.
 */
public final class UploadServer implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 1 << 16;
  private static final Pattern UPLOAD =
      Pattern.compile("(/v2/(.+)/blobs/uploads/)(\\d+)?(?:\\?.*?state=(\\d+))?.*");

  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> clients;
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private volatile Rule rule = request -> "";
  private volatile long cut = Long.MAX_VALUE;
  private volatile long longest = Long.MAX_VALUE;
  private volatile String ending = "";
  private volatile int kept = Integer.MAX_VALUE;
  private volatile boolean isForgetful;
  private volatile String startHeader = "X: none";
  private volatile RangeRule range = (request, last) -> "0-" + last;

  /**
   * A request.
   *
   * @param connection the number of its connection
   * @param length the length of its body
   */
  public record Request(int connection, String method, String path, String head, long length) {
    /** Returns the value of a header, or "none". */
    public String header(String name) {
      Matcher header =
          Pattern.compile("(?im)^" + Pattern.quote(name) + ": *([^\r]*)").matcher(head);
      return header.find() ? header.group(1) : "none";
    }
  }

  /** Decides about requests. */
  public interface Rule {
    /**
     * Returns the status of a refusal, before the body is read, or one of the 200s, after it is;
     * empty to accept the request.
     */
    String refusal(Request request);
  }

  /** What answers say about how far an upload is. */
  public interface RangeRule {
    /**
     * @param last the number of the last byte; 0 if there is none
     */
    String range(Request request, long last);
  }

  private final @Nullable Upstream upstream;

  private UploadServer(@Nullable Upstream upstream) throws IOException {
    this.upstream = upstream;
    server.setReceiveBufferSize(RECEIVE_BUFFER);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    clients = AcceptLoop.start(server, "upload-server", this::serve);
  }

  /** Starts one. */
  public static UploadServer start() throws IOException {
    return new UploadServer(null);
  }

  /**
   * Starts one in front of another registry, which gets the blobs when they are complete, and all
   * other requests.
   *
   * @param registry {@code host:port}
   */
  public static UploadServer inFrontOf(String registry) throws IOException {
    return new UploadServer(new Upstream(registry));
  }

  /** Returns {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Resets each connection after so many bytes of bodies. */
  public void cutAfter(long bytes) {
    cut = bytes;
  }

  /**
   * Answers a request with a status after so many bytes of its body, if it has more, as a gateway
   * does that waits no longer.
   */
  public void endAfter(long bytes, String status) {
    ending = status;
    longest = bytes;
  }

  /** Keeps no more than so many bytes of each request that it ends. */
  public void keep(int bytes) {
    kept = bytes;
  }

  /** Forgets an upload with a request that was cut off, as Distribution 2.8 does. */
  public void forget() {
    isForgetful = true;
  }

  /** Refuses some requests. */
  public void refuse(Rule own) {
    rule = own;
  }

  /** Adds a header to the answers that start uploads. */
  public void startWith(String header) {
    startHeader = header;
  }

  /** Says something else about how far uploads are. */
  public void tell(RangeRule own) {
    range = own;
  }

  /** Returns the requests of a method so far. */
  public List<Request> requests(String method) {
    return requests.stream().filter(request -> request.method().equals(method)).toList();
  }

  /** Returns a blob, which has the digest under which it was stored; empty if it does not exist. */
  public byte[] blob(String digest) {
    return blobs.getOrDefault(digest, new byte[0]);
  }

  private void serve(Socket client) {
    try (client) {
      Connection connection = new Connection(client, connections.incrementAndGet());
      while (connection.serve()) {
        // the next request
      }
    } catch (IOException e) {
      // the client hung up
    }
  }

  private final class Connection {
    private final Socket client;
    private final int number;
    private final InputStream in;
    private long left = cut;

    private Connection(Socket client, int number) throws IOException {
      this.client = client;
      this.number = number;
      this.in = new BufferedInputStream(client.getInputStream());
    }

    /** Returns whether the connection stays open. */
    private boolean serve() throws IOException {
      StringBuilder head = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        head.append((char) next);
        if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
          return answer(request(head.toString()));
        }
      }
      return false;
    }

    private Request request(String head) {
      String[] line = head.split(" ", 3);
      Request request = new Request(number, line[0], line[1], head, 0);
      String length = request.header("Content-Length");
      return new Request(
          number, line[0], line[1], head, length.equals("none") ? 0 : Long.parseLong(length));
    }

    private boolean answer(Request request) throws IOException {
      requests.add(request);
      String refusal = rule.refusal(request);
      if (!refusal.isEmpty()) {
        if (refusal.startsWith("2")) {
          in.skipNBytes(request.length());
        }
        send(refusal, "Connection: close");
        return false;
      }
      Matcher upload = UPLOAD.matcher(request.path());
      if (!upload.matches() && upstream != null) {
        upstream.forward(request, in, client.getOutputStream());
        return false;
      }
      if (!upload.matches()) {
        byte[] blob = blobs.get(request.path().replaceFirst(".*/blobs/", ""));
        boolean isFound = blob != null || request.path().equals("/v2/");
        answer(isFound ? "200 OK" : "404 Not Found", blob == null ? 0 : blob.length, "X: none");
      } else if (request.method().equals("POST")) {
        String id = Integer.toString(requests.size());
        uploads.put(id, new ByteArrayOutputStream());
        send("202 Accepted", location(upload.group(1), id), "Range: 0-0", startHeader);
      } else {
        return upload(request, upload);
      }
      return !request.header("Connection").equalsIgnoreCase("close");
    }

    private boolean upload(Request request, Matcher path) throws IOException {
      String id = path.group(3);
      ByteArrayOutputStream bytes = id == null ? null : uploads.get(id);
      if (bytes == null) {
        return answerUnknown(request);
      }
      // how much of a request has arrived is only known when its connection has ended
      synchronized (bytes) {
        return uploads.get(id) == bytes ? upload(request, path, id, bytes) : answerUnknown(request);
      }
    }

    private boolean answerUnknown(Request request) throws IOException {
      in.skipNBytes(request.length());
      send("404 Not Found", "X: none");
      return true;
    }

    private boolean upload(Request request, Matcher path, String id, ByteArrayOutputStream bytes)
        throws IOException {
      String state = path.group(4);
      String start = request.header("Content-Range").replaceFirst("-.*", "");
      String size = Integer.toString(bytes.size());
      if (request.method().equals("GET")) {
        send("204 No Content", location(path.group(1), id), range(request, bytes));
        return true;
      }
      if (!size.equals(state) || !start.equals("none") && !start.equals(size)) {
        in.skipNBytes(request.length());
        send("416 Range Not Satisfiable", location(path.group(1), id), range(request, bytes));
        return true;
      }
      boolean isEnded = request.length() > longest;
      int before = bytes.size();
      boolean isReceived = receive(isEnded ? longest : request.length(), bytes);
      if (isEnded && bytes.size() - before > kept) {
        byte[] all = bytes.toByteArray();
        bytes.reset();
        bytes.write(all, 0, before + kept);
      }
      if (isForgetful && (isEnded || !isReceived)) {
        uploads.remove(id);
      }
      if (!isReceived) {
        client.setSoLinger(true, 0); // a reset
        return false;
      }
      if (isEnded) {
        send(ending, "Connection: close");
        in.transferTo(OutputStream.nullOutputStream()); // else the answer might be lost
        return false;
      }
      if (request.method().equals("PATCH")) {
        send("202 Accepted", location(path.group(1), id), range(request, bytes));
      } else {
        String digest = request.path().replaceFirst(".*digest=", "");
        boolean isRight = RawImage.digest(bytes.toByteArray()).equals(digest);
        if (isRight) {
          uploads.remove(id); // it is kept otherwise
        }
        if (isRight && upstream != null) {
          upstream.store(path.group(2), digest, bytes.toByteArray());
        } else if (isRight) {
          blobs.put(digest, bytes.toByteArray());
        }
        send(isRight ? "201 Created" : "400 Bad Request", "X: none");
      }
      return !request.header("Connection").equalsIgnoreCase("close");
    }

    /** Returns whether all of it has arrived. */
    private boolean receive(long length, ByteArrayOutputStream bytes) throws IOException {
      byte[] piece = new byte[1 << 16];
      for (long missing = length; missing > 0; ) {
        int read = in.read(piece, 0, (int) Math.min(Math.min(missing, left), piece.length));
        if (read <= 0) {
          return false;
        }
        bytes.write(piece, 0, read);
        missing -= read;
        left -= read;
      }
      return true;
    }

    private String location(String path, String id) {
      return "Location: " + path + id + "?state=" + uploads.get(id).size();
    }

    private String range(Request request, ByteArrayOutputStream bytes) {
      return "Range: " + range.range(request, Math.max(0, bytes.size() - 1));
    }

    private void send(String status, String... headers) throws IOException {
      answer(status, 0, headers);
    }

    private void answer(String status, int size, String... headers) throws IOException {
      String length = status.startsWith("204") ? "X: none" : "Content-Length: " + size;
      String head = "HTTP/1.1 " + status + "\r\n" + length + "\r\n";
      String more = String.join("\r\n", Arrays.asList(headers));
      client.getOutputStream().write((head + more + "\r\n\r\n").getBytes(ISO_8859_1));
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket client : clients) {
        client.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
