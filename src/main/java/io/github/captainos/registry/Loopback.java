package io.github.captainos.registry;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Which hosts are this machine itself, and whether a registry there speaks plain HTTP. */
final class Loopback {
  /** RFC 5735, section 3, and RFC 6761, section 6.3. No name is looked up: an answer could lie. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);

  private Loopback() {}

  /** Returns whether a host, without a port, can only be this machine. */
  static boolean is(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  /**
   * Asks a registry on this machine whether it speaks plain HTTP. No credentials are sent.
   *
   * @param authority {@code host[:port]}
   * @param timeoutMillis how long to wait for a connection and for an answer
   * @throws IOException if nobody listens there, or does not answer
   */
  static boolean speaksPlainHttp(String authority, int timeoutMillis) throws IOException {
    try {
      URL url = URI.create("http://" + authority + "/v2/").toURL();
      HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(timeoutMillis);
      connection.setReadTimeout(timeoutMillis);
      connection.setInstanceFollowRedirects(false);
      try {
        // a TLS server that is asked in plain text answers 400, or something that is no HTTP (-1)
        int code = connection.getResponseCode();
        return code > 0 && code != HttpURLConnection.HTTP_BAD_REQUEST;
      } finally {
        connection.disconnect();
      }
    } catch (ConnectException | SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      if (speaksTls(authority, timeoutMillis)) {
        return false;
      }
      throw e;
    }
  }

  /** Whether its certificate is to be trusted is found out later, by who uses it. */
  private static boolean speaksTls(String authority, int timeoutMillis) {
    URI uri = URI.create("https://" + authority);
    int port = uri.getPort() < 0 ? 443 : uri.getPort();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(uri.getHost(), port), timeoutMillis);
      plain.setSoTimeout(timeoutMillis);
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, uri.getHost(), port, true)) {
        socket.startHandshake();
        return true;
      }
    } catch (SSLHandshakeException e) {
      return !(e.getCause() instanceof EOFException); // hung up, which says nothing
    } catch (IOException e) {
      return false;
    }
  }
}
