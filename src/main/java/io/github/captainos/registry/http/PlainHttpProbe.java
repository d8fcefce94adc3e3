package io.github.captainos.registry.http;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URL;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.http.conn.ConnectTimeoutException;

/**
 * Detects whether a registry that may use plain HTTP does. No credentials are sent, so it does not
 * matter which server answers.
 *
 * @param own the registry's {@code https} URL
 * @param options the connection options
 * @param time the timers of the connections
 */
record PlainHttpProbe(URL own, RegistryOptions options, Time time) {

  /**
   * Sends requests to the registry to find out.
   *
   * @throws IOException if there is no connection or no answer
   */
  boolean isUsed() throws IOException {
    try (ConnectionPool transport =
        new ConnectionPool(options, TrustedCertificates.unverified(), time)) {
      return Loopback.is(own.getHost()) ? isUsedOnLoopback(transport) : isUsedElsewhere(transport);
    }
  }

  /** Tries plain HTTP first, which most registries on this machine use. */
  private boolean isUsedOnLoopback(ConnectionPool transport) throws IOException {
    try {
      return answers(transport, "http");
    } catch (ConnectException | ConnectTimeoutException | SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      if (supportsTls(transport)) {
        return false;
      }
      throw e;
    }
  }

  private boolean supportsTls(ConnectionPool transport) {
    try {
      answers(transport, "https");
      return true;
    } catch (SSLHandshakeException e) {
      return !(e.getCause()
          instanceof EOFException); // the connection was closed, which any server may do
    } catch (IOException e) {
      return false;
    }
  }

  /** Tries TLS first: plain HTTP is only used if that fails. */
  private boolean isUsedElsewhere(ConnectionPool transport) throws IOException {
    try {
      answers(transport, "https");
      return false;
    } catch (SSLException | ConnectException e) {
      try {
        if (answers(transport, "http")) {
          return true;
        }
      } catch (IOException plain) {
        if (NetworkErrors.isPlainText(e)) {
          throw plain; // it may be a transient error
        }
        e.addSuppressed(plain);
      }
      throw e;
    }
  }

  /** A TLS server answers 400 to a request in plain text, or what is not HTTP. */
  private boolean answers(ConnectionPool transport, String scheme) throws IOException {
    URL url = new URL(scheme, own.getHost(), own.getPort(), Origin.BASE_PATH);
    try (Response answer = transport.send(Request.of("GET", url), url, null)) {
      return answer.status() != HttpURLConnection.HTTP_BAD_REQUEST;
    }
  }
}
