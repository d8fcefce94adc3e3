package io.github.captainos.registry.http;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.connection.ConnectionPool;
import io.github.captainos.registry.connection.Loopback;
import io.github.captainos.registry.connection.Request;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.registry.connection.TrustedCertificates;
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
 * Whether a registry that may speak plain HTTP does. It is found out without credentials, so it
 * does not matter who answers.
 *
 * @param own the registry's {@code https} URL
 * @param options how to reach it
 * @param time where the timers come from
 */
record PlainHttpProbe(URL own, RegistryOptions options, Time time) {

  /**
   * Asks the registry.
   *
   * @throws IOException if nobody listens there, or does not answer
   */
  boolean isSpoken() throws IOException {
    try (ConnectionPool transport =
        new ConnectionPool(options, TrustedCertificates.anybody(), time)) {
      return Loopback.is(own.getHost()) ? isSpokenHere(transport) : isSpokenThere(transport);
    }
  }

  /** On this machine it is what most registries speak. */
  private boolean isSpokenHere(ConnectionPool transport) throws IOException {
    try {
      return answers(transport, "http");
    } catch (ConnectException | ConnectTimeoutException | SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      if (speaksTls(transport)) {
        return false;
      }
      throw e;
    }
  }

  private boolean speaksTls(ConnectionPool transport) {
    try {
      answers(transport, "https");
      return true;
    } catch (SSLHandshakeException e) {
      return !(e.getCause() instanceof EOFException); // hung up, which says nothing
    } catch (IOException e) {
      return false;
    }
  }

  /** Elsewhere it is the last resort. */
  private boolean isSpokenThere(ConnectionPool transport) throws IOException {
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
          throw plain; // it may be gone the next moment
        }
        e.addSuppressed(plain);
      }
      throw e;
    }
  }

  /** A TLS server that is asked in plain text answers 400, or something that is no HTTP. */
  private boolean answers(ConnectionPool transport, String scheme) throws IOException {
    URL url = new URL(scheme, own.getHost(), own.getPort(), Origin.BASE_PATH);
    try (Response answer = transport.send(Request.of("GET", url), url, null)) {
      return answer.status() != HttpURLConnection.HTTP_BAD_REQUEST;
    }
  }
}
