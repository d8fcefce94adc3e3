package io.github.captainos.registry.http;

import com.google.cloud.tools.jib.http.ResponseException;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Locale;
import java.util.Set;

/**
 * Where the registry is, and whether somewhere else is the same place.
 *
 * @param url the registry's URL, without a path
 */
public record Origin(URL url) {
  /** OCI Distribution Specification 1.1, end-1: all of the protocol is below it. */
  public static final String DOOR = "/v2/";

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> REDIRECTS_WITH_BODY = Set.of(307, 308);

  /** Returns where registries say how to log in. */
  URL door() throws MalformedURLException {
    return new URL(url, DOOR);
  }

  /** Returns whether a URL leads to the registry, by TLS or not. */
  boolean is(URL other) {
    return authority(other).equals(authority(url));
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

  /** Returns the same URL in plain HTTP. */
  static URL plain(URL url) throws MalformedURLException {
    return new URL("http", url.getHost(), url.getPort(), url.getFile());
  }

  /**
   * Returns where an answer leads.
   *
   * @throws ResponseException the answer, if it leads nowhere
   */
  static URL redirect(String method, ResponseException answer, URL from)
      throws ResponseException, MalformedURLException {
    String location = answer.getHeaders().getLocation();
    boolean bodiless = method.equals("GET") || method.equals("HEAD");
    if (location == null
        || !(bodiless ? REDIRECTS : REDIRECTS_WITH_BODY).contains(answer.getStatusCode())) {
      throw answer;
    }
    return new URL(from, location);
  }
}
