package io.github.captainos.registry.http;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.Printable;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The scheme, host and port of a registry, for comparison with those of other URLs, which this
 * class also resolves.
 *
 * @param url the registry's URL, without a path
 */
public record Origin(URL url) {
  /** OCI Distribution Specification 1.1, end-1: all of the protocol is below it. */
  public static final String BASE_PATH = "/v2/";

  private static final Pattern HOST = Pattern.compile("[\\p{Graph}&&[^/?#@]]+");
  private static final int MAX_PORT = 65_535;

  /** RFC 5735, section 3, and RFC 6761, section 6.3. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);

  /**
   * @param registry {@code host[:port]}
   * @throws IllegalArgumentException if that is not a host and port
   */
  public static Origin of(String registry) {
    try {
      return new Origin(new URL("https://" + registry));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Resolves a location that an answer refers to: RFC 9110, section 10.2.2.
   *
   * @param from the URL that was requested, which a relative location is relative to
   * @param location the header's value
   * @return the URL without its fragment, which is not sent to servers
   * @throws RegistryException if it is not a URL of HTTP or HTTPS
   */
  public static URL resolve(URL from, String location) throws RegistryException {
    try {
      URL url = new URL(from, location.strip());
      if (Set.of("http", "https").contains(url.getProtocol())
          && HOST.matcher(url.getHost()).matches()
          && url.getPort() <= MAX_PORT) {
        return new URL(url.getProtocol(), url.getHost(), url.getPort(), url.getFile());
      }
    } catch (MalformedURLException e) {
      // reported below, without the URL, which may be secret
    }
    throw new RegistryException(
        Printable.of(from.getHost()) + " sent a location that is not a valid URL of HTTP or HTTPS");
  }

  /** Returns the URL to which registries answer with their challenge. */
  public URL base() {
    try {
      return new URL(url, BASE_PATH);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether a URL is one of the registry, with or without TLS. */
  public boolean is(URL other) {
    return authority(other).equals(authority(url));
  }

  /** Returns whether the registry is on this machine. */
  boolean isLoopback() {
    return isLoopback(url.getHost());
  }

  /**
   * Returns whether a host can only be this machine. No name is resolved: the answer could be
   * forged.
   *
   * @param host a name or an address, without a port; an IPv6 address may be in brackets
   */
  static boolean isLoopback(String host) {
    if (host.indexOf(':') < 0) {
      return LOOPBACK.matcher(host).matches();
    }
    try {
      // RFC 4291, section 2.5.3, however it is written: a host in brackets is not resolved
      return InetAddress.getByName(host.startsWith("[") ? host : "[" + host + "]")
          .isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Returns whether two URLs have the same scheme, host and port. */
  static boolean areSame(URL one, URL other) {
    return authority(one).equals(authority(other)) && one.getProtocol().equals(other.getProtocol());
  }

  /** Returns the host and port, without the user and without the default port. */
  private static String authority(URL url) {
    int port = url.getPort() == url.getDefaultPort() ? -1 : url.getPort();
    return url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  /** Returns the host of a URL, with its port if it has one, for messages. */
  public static String hostOf(URL url) {
    return Printable.of(url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()));
  }

  /** Returns the same URL in plain HTTP. */
  static URL plain(URL url) throws MalformedURLException {
    return new URL("http", url.getHost(), url.getPort(), url.getFile());
  }
}
