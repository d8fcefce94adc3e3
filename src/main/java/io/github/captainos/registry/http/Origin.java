package io.github.captainos.registry.http;

import io.github.captainos.registry.connection.Loopback;
import io.github.captainos.support.Printable;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Locale;

/**
 * Where the registry is, and whether somewhere else is the same place.
 *
 * @param url the registry's URL, without a path
 */
public record Origin(URL url) {
  /** OCI Distribution Specification 1.1, end-1: all of the protocol is below it. */
  public static final String BASE_PATH = "/v2/";

  /**
   * @param registry {@code host[:port]}
   * @throws IllegalArgumentException if that is no host and port
   */
  public static Origin of(String registry) {
    try {
      return new Origin(new URL("https://" + registry));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Returns where registries say how to log in. */
  public URL base() {
    try {
      return new URL(url, BASE_PATH);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether a URL leads to the registry, by TLS or not. */
  public boolean is(URL other) {
    return authority(other).equals(authority(url));
  }

  /** Returns whether the registry is on this machine. */
  boolean isLoopback() {
    return Loopback.is(url.getHost());
  }

  /** Returns whether two URLs lead to the same server, in the same way. */
  static boolean areSame(URL one, URL other) {
    return authority(one).equals(authority(other)) && one.getProtocol().equals(other.getProtocol());
  }

  /** Without the user that a URL may name, and without the port that goes without saying. */
  private static String authority(URL url) {
    int port = url.getPort() == url.getDefaultPort() ? -1 : url.getPort();
    return url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  /** Returns the host of a URL, with the port that it names, as it may be shown. */
  public static String hostOf(URL url) {
    return Printable.of(url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()));
  }

  /** Returns the same URL in plain HTTP. */
  static URL plain(URL url) throws MalformedURLException {
    return new URL("http", url.getHost(), url.getPort(), url.getFile());
  }
}
