package io.github.captainos.registry.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.http.ConnectionClosedException;
import org.apache.http.HttpHost;
import org.apache.http.MalformedChunkCodingException;
import org.apache.http.MessageConstraintException;
import org.apache.http.NoHttpResponseException;
import org.apache.http.ProtocolException;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.conn.HttpHostConnectException;
import org.jspecify.annotations.Nullable;

/** A failure of the network, or of a server that does not answer in HTTP. */
public final class NetworkException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What has failed. */
  public enum Kind {
    UNKNOWN_HOST,
    /** No connection was made. */
    UNCONNECTED,
    /** The server has no TLS. */
    NO_TLS,
    /** The server's certificate is not trusted, or TLS failed otherwise. */
    UNTRUSTED,
    /** The server was silent, or took no data, for longer than the timeout. */
    SILENT,
    /** The handshake or the answer was not complete in time. */
    SLOW,
    /** The head of the answer, or a line of its chunks, is too large. */
    HUGE_HEAD,
    /** The answer is not HTTP. */
    INVALID,
    /** The connection was lost. */
    LOST
  }

  private final URL url;
  private final Kind kind;
  private final boolean isTransient;

  private NetworkException(URL url, Kind kind, boolean isTransient, IOException cause) {
    super(cause.getMessage(), cause);
    this.url = url;
    this.kind = kind;
    this.isTransient = isTransient;
  }

  /**
   * Classifies the failure of a request.
   *
   * @param url where it was sent
   * @param missed what has failed if a deadline has passed, or null
   * @return the exception to throw: the failure itself, if it is none of the network, such as that
   *     of the file that is sent
   */
  public static IOException of(URL url, IOException failure, @Nullable Kind missed) {
    if (failure instanceof NetworkException) {
      return failure;
    }
    Kind kind = missed != null && isOfTheNetwork(failure) ? missed : kind(failure);
    return kind == null
        ? failure
        : new NetworkException(url, kind, isTransient(kind, failure), failure);
  }

  private static boolean isOfTheNetwork(IOException failure) {
    return kind(failure) != null;
  }

  private static @Nullable Kind kind(IOException failure) {
    if (has(failure, UnknownHostException.class)) {
      return Kind.UNKNOWN_HOST;
    }
    boolean isCut = has(failure, EOFException.class) || has(failure, SocketException.class);
    Optional<SSLException> tls = find(failure, SSLException.class);
    if (tls.isPresent() && !isCut) {
      // JSSE has no exception of its own for that
      return String.valueOf(tls.get().getMessage()).contains("unrecognized SSL message")
          ? Kind.NO_TLS
          : Kind.UNTRUSTED;
    }
    if (has(failure, ConnectException.class)) {
      return Kind.UNCONNECTED;
    }
    if (has(failure, InterruptedIOException.class)) {
      return Kind.SILENT;
    }
    if (has(failure, MessageConstraintException.class)) {
      return Kind.HUGE_HEAD;
    }
    if (has(failure, ProtocolException.class) || has(failure, ClientProtocolException.class)) {
      return Kind.INVALID;
    }
    return isCut
            || has(failure, NoHttpResponseException.class)
            || has(failure, ConnectionClosedException.class)
            || has(failure, MalformedChunkCodingException.class)
        ? Kind.LOST
        : null;
  }

  private static boolean isTransient(Kind kind, IOException failure) {
    return switch (kind) {
      case NO_TLS, HUGE_HEAD, INVALID -> false;
      case UNTRUSTED ->
          !has(failure, SSLHandshakeException.class)
              && !has(failure, SSLPeerUnverifiedException.class);
      case UNCONNECTED -> // if this machine has refused it, nobody is there
          find(failure, HttpHostConnectException.class)
              .filter(refused -> Origin.isLoopback(refused.getHost().getHostName()))
              .isEmpty();
      case UNKNOWN_HOST, SILENT, SLOW, LOST -> true;
    };
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    return find(failure, type).isPresent();
  }

  /** Returns the failure itself, or the first of its causes, of that type. */
  public static <T extends Throwable> Optional<T> find(@Nullable Throwable failure, Class<T> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the proxy that no connection was made to, or that is not known; empty if it was no
   * proxy.
   */
  public Optional<String> proxy() {
    Optional<String> unknown =
        find(this, UnknownHostException.class)
            .map(UnknownHostException::getMessage)
            .map(message -> message.replaceFirst(":.*", ""))
            .filter(host -> !host.equalsIgnoreCase(url.getHost()));
    return unknown.or(
        () ->
            find(this, HttpHostConnectException.class)
                .map(HttpHostConnectException::getHost)
                .filter(host -> !host.getHostName().equalsIgnoreCase(url.getHost()))
                .map(HttpHost::toHostString));
  }

  /** Returns whether the certificate is trusted, but is one for other hosts. */
  public boolean isOfOtherHost() {
    return has(this, SSLPeerUnverifiedException.class);
  }

  /** Returns where the request was sent. */
  public URL url() {
    return url;
  }

  public Kind kind() {
    return kind;
  }

  /** Returns whether a retry may succeed. */
  public boolean isTransient() {
    return isTransient;
  }
}
