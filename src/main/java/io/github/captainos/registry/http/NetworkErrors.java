package io.github.captainos.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.http.ConnectionClosedException;
import org.apache.http.MalformedChunkCodingException;
import org.apache.http.MessageConstraintException;
import org.apache.http.NoHttpResponseException;
import org.apache.http.ProtocolException;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.conn.HttpHostConnectException;
import org.jspecify.annotations.Nullable;

/** Classifies failures of the network and of servers by the types of their exceptions. */
public final class NetworkErrors {
  private static final Set<Class<? extends IOException>> LOST_CONNECTIONS =
      Set.of(
          SocketException.class,
          InterruptedIOException.class,
          UnknownHostException.class,
          NoHttpResponseException.class,
          ConnectionClosedException.class,
          MalformedChunkCodingException.class);

  private NetworkErrors() {}

  /** Returns whether a connection was lost, or could not be made. */
  public static boolean isLostConnection(Throwable failure) {
    return LOST_CONNECTIONS.stream().anyMatch(type -> find(failure, type).isPresent());
  }

  /** Returns whether an answer is not valid HTTP, or its header is too large. */
  public static boolean isBadAnswer(Throwable failure) {
    return find(failure, BadAnswerException.class).isPresent()
        || find(failure, MessageConstraintException.class).isPresent()
        || find(failure, ProtocolException.class).isPresent()
        || find(failure, ClientProtocolException.class).isPresent();
  }

  /** Returns whether the network or a server failed in any way. */
  public static boolean isAny(Throwable failure) {
    return isLostConnection(failure)
        || isBadAnswer(failure)
        || find(failure, SSLException.class).isPresent();
  }

  /** Returns whether this machine refused the connection, so that a retry is pointless. */
  public static boolean isRefusedByLoopback(Throwable failure) {
    return find(failure, ConnectException.class)
        .filter(HttpHostConnectException.class::isInstance)
        .map(refused -> ((HttpHostConnectException) refused).getHost())
        .filter(host -> Loopback.is(host.getHostName()))
        .isPresent();
  }

  /**
   * Returns whether the answer to a TLS handshake is not TLS. JSSE has no specific exception for
   * that.
   */
  public static boolean isPlainText(Throwable failure) {
    return find(failure, SSLException.class)
        .filter(tls -> String.valueOf(tls.getMessage()).contains("unrecognized SSL message"))
        .isPresent();
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
}
