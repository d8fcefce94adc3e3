package io.github.captainos.registry.connection;

import java.net.URL;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, with all that has to be known to send it and to wait for its answer.
 *
 * @param method the method
 * @param url where to send it
 * @param headers its headers, but for those that every request has
 * @param body its body, or null for none
 * @param computing how long the server may be silent before it answers, besides the timeout
 * @param isLong whether the body of a good answer may take as long as it likes; else it has to
 *     arrive at the lowest rate
 */
public record Request(
    String method,
    URL url,
    Map<String, String> headers,
    @Nullable RequestBody body,
    Duration computing,
    boolean isLong) {

  public Request {
    headers = Map.copyOf(headers);
  }

  public static Request of(String method, URL url) {
    return new Request(method, url, Map.of(), null, Duration.ZERO, false);
  }

  public Request withHeader(String name, String value) {
    Map<String, String> all = new HashMap<>(headers);
    all.put(name, value);
    return new Request(method, url, all, body, computing, isLong);
  }

  public Request withBody(RequestBody added) {
    return new Request(method, url, headers, added, computing, isLong);
  }

  /** Returns a request to a server that has to compute before it can answer. */
  public Request withComputing(Duration added) {
    return new Request(method, url, headers, body, added, isLong);
  }

  /** Returns a request for something that is large. */
  public Request withLongAnswer() {
    return new Request(method, url, headers, body, computing, true);
  }
}
