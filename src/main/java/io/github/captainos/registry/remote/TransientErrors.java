package io.github.captainos.registry.remote;

import com.google.cloud.tools.jib.api.RegistryAuthenticationFailedException;
import com.google.cloud.tools.jib.http.ResponseException;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.reading.TruncatedBlobException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.http.ConnectionClosedException;
import org.apache.http.MalformedChunkCodingException;
import org.apache.http.NoHttpResponseException;

/** Which failures may be gone the next moment. */
public final class TransientErrors {
  /** RFC 9110, sections 15.5.9 and 15.6, and RFC 6585, section 4. */
  private static final Set<Integer> STATUS = Set.of(408, 429, 500, 502, 503, 504);

  private static final Set<Class<? extends IOException>> LOST_CONNECTIONS =
      Set.of(
          SocketException.class,
          InterruptedIOException.class,
          UnknownHostException.class,
          TruncatedBlobException.class,
          NoHttpResponseException.class,
          ConnectionClosedException.class,
          MalformedChunkCodingException.class);

  private TransientErrors() {}

  /** Returns whether to try again after this. */
  static boolean isPassing(Throwable failure) {
    if (is(failure, FileChangedException.class)
        || is(failure, SSLHandshakeException.class) && !is(failure, EOFException.class)
        || is(failure, SSLPeerUnverifiedException.class)
        || isPlainText(failure)) {
      return false;
    }
    Optional<ResponseException> response = ErrorMessages.find(failure, ResponseException.class);
    if (response.isPresent()) {
      return STATUS.contains(response.get().getStatusCode());
    }
    return isLostConnection(failure) || is(failure, SSLException.class);
  }

  /** Returns whether what answered speaks no TLS. JSSE has no exception of its own for that. */
  public static boolean isPlainText(Throwable failure) {
    return ErrorMessages.find(failure, SSLException.class)
        .filter(tls -> String.valueOf(tls.getMessage()).contains("unrecognized SSL message"))
        .isPresent();
  }

  /** Returns whether it is the registry, or the way to it, that failed. */
  static boolean isOfTheRegistry(Throwable failure) {
    return is(failure, ResponseException.class)
        || is(failure, com.google.cloud.tools.jib.api.RegistryException.class)
        || is(failure, SSLException.class)
        || isLostConnection(failure);
  }

  private static boolean isLostConnection(Throwable failure) {
    return LOST_CONNECTIONS.stream().anyMatch(type -> is(failure, type));
  }

  /** Returns whether the answer had this status. */
  static boolean hasStatus(Throwable failure, int status) {
    // where tokens come from, "not found" says nothing of what the registry has
    if (status == 404 && is(failure, RegistryAuthenticationFailedException.class)) {
      return false;
    }
    return ErrorMessages.find(failure, ResponseException.class)
        .filter(response -> response.getStatusCode() == status)
        .isPresent();
  }

  /**
   * Returns whether the registry gave this reason.
   *
   * @param code an error code of the OCI Distribution Specification
   */
  static boolean hasCode(Throwable failure, String code) {
    return ErrorMessages.find(failure, ResponseException.class)
        .map(ResponseException::getContent)
        .filter(content -> content.contains('"' + code + '"'))
        .isPresent();
  }

  private static boolean is(Throwable failure, Class<? extends Throwable> type) {
    return ErrorMessages.find(failure, type).isPresent();
  }
}
