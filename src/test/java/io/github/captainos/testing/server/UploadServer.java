package io.github.captainos.testing.server;

import io.github.captainos.testing.image.RawImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registry in memory whose uploads behave as those of Distribution 3, unless a test says
 * otherwise: it keeps what it has got of a request that was cut off. It can cut them off itself.
 */
public final class UploadServer implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 1 << 16;

  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> clients;
  private final AtomicInteger connections = new AtomicInteger();
  final @Nullable Upstream upstream;
  final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  final AtomicLong received = new AtomicLong();
  final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  final List<Request> requests = new CopyOnWriteArrayList<>();

  volatile Rule rule = request -> "";
  volatile long cut = Long.MAX_VALUE;
  volatile long longest = Long.MAX_VALUE;
  volatile String ending = "";
  volatile int kept = Integer.MAX_VALUE;
  volatile boolean isForgetful;
  volatile String startHeader = "X: none";
  volatile boolean isGullible;
  final Map<String, byte[]> known = new ConcurrentHashMap<>();
  volatile UnaryOperator<String> digestHeader = digest -> "Docker-Content-Digest: " + digest;
  volatile RangeRule range = (request, last) -> "0-" + last;

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

  /**
   * Says something else about what was stored.
   *
   * @param own returns the header for a digest
   */
  public void tellDigest(UnaryOperator<String> own) {
    digestHeader = own;
  }

  /** Compares what it gets under a digest with this, which takes less time than hashing it. */
  public void know(String digest, byte[] content) {
    known.put(digest, content);
  }

  /** Returns whether it stores these bytes under the digest. */
  boolean isRight(String digest, byte[] bytes) {
    byte[] content = known.get(digest);
    return isGullible
        || (content == null
            ? RawImage.digest(bytes).equals(digest)
            : Arrays.equals(bytes, content));
  }

  /** Stores whatever it gets under the digest that it is given. */
  public void believe() {
    isGullible = true;
  }

  /** Returns how many bytes of bodies it has received. */
  public long received() {
    return received.get();
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
      UploadConnection connection =
          new UploadConnection(this, client, connections.incrementAndGet());
      while (connection.serve()) {
        // the next request
      }
    } catch (IOException e) {
      // the client hung up
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
