package io.github.captainos.registry.remote.upload;

import io.github.captainos.registry.RegistryException;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a registry how far an upload is. Failures of these requests do not count as attempts to
 * upload the blob. A registry that does not answer is not asked again, since each time would take
 * as long.
 */
final class UploadStatus {
  private static final Logger LOG = LoggerFactory.getLogger(UploadStatus.class);

  private final Retries retries;
  private boolean isAnswered = true;

  /**
   * @param retries repeats the requests
   */
  UploadStatus(Retries retries) {
    this.retries = retries;
  }

  /**
   * Asks for the upload of a transfer that failed.
   *
   * @return the upload; empty if the registry does not say how far it is, or says what cannot be
   * @throws IOException if the thread was interrupted
   */
  Optional<UploadSession> of(SessionTransfer failed) throws IOException {
    if (!isAnswered) {
      return Optional.empty();
    }
    try {
      Optional<UploadSession> current = retries.call(failed.session()::current);
      return current.filter(failed::canBe);
    } catch (RegistryException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.debug("The registry does not say how far an upload is", e);
      isAnswered = false;
      return Optional.empty();
    }
  }
}
