package io.github.captainos.registry.remote;

import static io.github.captainos.registry.http.NetworkErrors.find;

import io.github.captainos.image.SourceException;
import io.github.captainos.image.reading.TruncatedBlobException;
import io.github.captainos.registry.http.NetworkErrors;
import io.github.captainos.registry.http.StatusException;
import java.io.EOFException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Classifies failures: transient errors, which may be retried, and others. */
final class TransientErrors {
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_FOUND = 404;

  private TransientErrors() {}

  /** Returns whether a retry may succeed. */
  static boolean isTransient(Throwable failure) {
    if (is(failure, SourceException.class)
        || is(failure, SSLHandshakeException.class) && !is(failure, EOFException.class)
        || is(failure, SSLPeerUnverifiedException.class)
        || NetworkErrors.isBadAnswer(failure)
        || NetworkErrors.isRefusedByLoopback(failure)
        || NetworkErrors.isPlainText(failure)) {
      return false;
    }
    Optional<StatusException> answer = find(failure, StatusException.class);
    return answer.isPresent()
        ? answer.get().isTransient()
        : isLostConnection(failure) || is(failure, SSLException.class);
  }

  /** Returns whether the registry or the network failed. */
  static boolean isOfTheRegistry(Throwable failure) {
    return is(failure, StatusException.class)
        || is(failure, TruncatedBlobException.class)
        || NetworkErrors.isAny(failure);
  }

  private static boolean isLostConnection(Throwable failure) {
    return is(failure, TruncatedBlobException.class) || NetworkErrors.isLostConnection(failure);
  }

  /** Returns whether the registry rejected the request. */
  static boolean isRefusal(Throwable failure) {
    return find(failure, StatusException.class)
        .filter(answer -> answer.status() >= CLIENT_ERROR && answer.status() < SERVER_ERROR)
        .filter(answer -> answer.status() != NOT_FOUND && !answer.isTransient())
        .isPresent();
  }

  /** Returns whether the answer is 404, to the request itself and not to a login. */
  static boolean isNotFound(Throwable failure) {
    return failure instanceof StatusException answer && answer.status() == NOT_FOUND;
  }

  /**
   * Returns whether the answer has an error code.
   *
   * @param code an error code of the OCI Distribution Specification
   */
  static boolean hasCode(Throwable failure, String code) {
    return failure instanceof StatusException answer && answer.content().contains('"' + code + '"');
  }

  private static boolean is(Throwable failure, Class<? extends Throwable> type) {
    return find(failure, type).isPresent();
  }
}
