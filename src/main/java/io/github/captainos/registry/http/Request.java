package io.github.captainos.registry.http;

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
 * @param computing how long the server may take before it answers, in addition to the timeout
 * @param isLong whether the body of a successful answer may take any time; else it must have the
 *     minimum rate
 * @param isAlone whether it has a connection of its own, which no other request uses before or
 *     after
 */
public record Request(
    String method,
    URL url,
    Map<String, String> headers,
    @Nullable RequestBody body,
    Duration computing,
    boolean isLong,
    boolean isAlone) {

  public Request {
    headers = Map.copyOf(headers);
  }

  public static Request of(String method, URL url) {
    return new Request(method, url, Map.of(), null, Duration.ZERO, false, false);
  }

  public Request withHeader(String name, String value) {
    Map<String, String> all = new HashMap<>(headers);
    all.put(name, value);
    return new Request(method, url, all, body, computing, isLong, isAlone);
  }

  public Request withBody(RequestBody added) {
    return new Request(method, url, headers, added, computing, isLong, isAlone);
  }

  /** Returns a copy with the time that the server needs before it answers. */
  public Request withComputing(Duration added) {
    return new Request(method, url, headers, body, added, isLong, isAlone);
  }

  /** Returns a copy whose answer may take any time, for large content. */
  public Request withLongAnswer() {
    return new Request(method, url, headers, body, computing, true, isAlone);
  }

  /** Returns a copy that has a connection of its own. */
  public Request withOwnConnection() {
    return new Request(method, url, headers, body, computing, isLong, true);
  }
}
