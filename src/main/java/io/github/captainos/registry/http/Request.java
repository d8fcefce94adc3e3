package io.github.captainos.registry.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request, and how long its answer may take.
 *
 * @param method the method
 * @param url where to send it
 * @param headers its headers, without those of every request
 * @param body its body, or null for none
 * @param isLong whether the body of a successful answer may take any time
 * @param isAlone whether it has a connection of its own, which no other request uses before or
 *     after
 */
public record Request(
    String method,
    URL url,
    Map<String, String> headers,
    @Nullable Body body,
    boolean isLong,
    boolean isAlone) {

  /**
   * The body of a request.
   *
   * @param length the number of bytes
   * @param content writes them; after a redirect once more, from the beginning
   * @param computing how long the server may take for them before it answers, in addition to the
   *     timeout
   * @param isSecret whether it is only sent to the host of the request, and over TLS
   */
  public record Body(
      String mediaType, long length, Content content, Duration computing, boolean isSecret) {

    /** Returns a body of bytes. */
    public static Body of(String mediaType, byte[] bytes) {
      return new Body(mediaType, bytes.length, out -> out.write(bytes), Duration.ZERO, false);
    }

    /** Returns a copy that is only sent to the host of the request, and over TLS. */
    Body secret() {
      return new Body(mediaType, length, content, computing, true);
    }
  }

  /** The bytes of a body. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  public Request {
    headers = Map.copyOf(headers);
  }

  public static Request of(String method, URL url) {
    return new Request(method, url, Map.of(), null, false, false);
  }

  public Request withHeader(String name, String value) {
    Map<String, String> all = new HashMap<>(headers);
    all.put(name, value);
    return new Request(method, url, all, body, isLong, isAlone);
  }

  public Request withBody(Body added) {
    return new Request(method, url, headers, added, isLong, isAlone);
  }

  /** Returns a copy whose answer may take any time, for large content. */
  public Request withLongAnswer() {
    return new Request(method, url, headers, body, true, isAlone);
  }

  /** Returns a copy that has a connection of its own. */
  public Request withOwnConnection() {
    return new Request(method, url, headers, body, isLong, true);
  }
}
