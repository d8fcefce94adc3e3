package io.github.captainos.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.util.regex.Pattern;

/** Which hosts are this machine itself, and whether a registry there speaks plain HTTP. */
final class Loopback {
  /** RFC 5735, section 3, and RFC 6761, section 6.3. No name is looked up: an answer could lie. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);

  private static final int TIMEOUT_MILLIS = 20_000;

  private Loopback() {}

  /** Returns whether a host, without a port, can only be this machine. */
  static boolean is(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  /**
   * Asks a registry on this machine whether it speaks plain HTTP. No credentials are sent.
   *
   * @param authority {@code host[:port]}
   * @throws RegistryException if nobody listens there
   */
  static boolean speaksPlainHttp(String authority) throws RegistryException {
    try {
      URL url = URI.create("http://" + authority + "/v2/").toURL();
      HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      try {
        // a TLS server that is asked in plain text answers 400, or something that is no HTTP (-1)
        int code = connection.getResponseCode();
        return code > 0 && code != HttpURLConnection.HTTP_BAD_REQUEST;
      } finally {
        connection.disconnect();
      }
    } catch (ConnectException e) {
      throw new RegistryException(
          "nobody listens at " + authority + " (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      return false;
    }
  }
}
