package io.github.captainos.registry.http;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.Printable;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The location that an answer refers to: RFC 9110, sections 10.2.2 and 15.4. */
public final class Location {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> REDIRECTS_WITH_BODY = Set.of(307, 308);

  private static final Pattern HOST = Pattern.compile("[\\p{Graph}&&[^/?#@]]+");
  private static final int LARGEST_PORT = 65_535;

  private Location() {}

  /**
   * Resolves a location.
   *
   * @param from the URL that was requested, which a relative location is relative to
   * @param location the header's value
   * @return the URL without its fragment, which is not sent to servers
   * @throws RegistryException if it is not a URL of HTTP or HTTPS
   */
  public static URL of(URL from, String location) throws RegistryException {
    try {
      URL url = new URL(from, location.strip());
      if (Set.of("http", "https").contains(url.getProtocol())
          && HOST.matcher(url.getHost()).matches()
          && url.getPort() <= LARGEST_PORT) {
        return new URL(url.getProtocol(), url.getHost(), url.getPort(), url.getFile());
      }
    } catch (MalformedURLException e) {
      // reported below, without the URL, which may be secret
    }
    throw new RegistryException(
        Printable.of(from.getHost()) + " sent a location that is not a valid URL of HTTP or HTTPS");
  }

  /**
   * Returns the target of a redirect, or null if the answer is not a redirect that may be followed.
   */
  static @Nullable URL redirect(StatusException answer) throws RegistryException {
    boolean bodiless = Set.of("GET", "HEAD").contains(answer.method());
    return answer.location().isEmpty()
            || !(bodiless ? REDIRECTS : REDIRECTS_WITH_BODY).contains(answer.status())
        ? null
        : of(answer.url(), answer.location());
  }
}
