package io.github.captainos.registry.remote.upload;

import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides how the upload of a blob goes on after an answer that is not the expected one. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int TOO_LARGE = 413;
  private static final int RANGE_INVALID = 416;

  /** The answers of registries that do not accept a chunk. */
  private static final Set<Integer> OF_CHUNKS = Set.of(400, 404, 405, RANGE_INVALID, 501);

  /** How often a registry may correct what it has said about how far it is. */
  private static final int MOST_CORRECTIONS = 5;

  private final UploadPlan plan;
  private final BodyLimit limit;
  private final UploadStatus status;
  private int corrections;
  private boolean hasForgotten;
  private @Nullable StatusException tooLarge;

  Refusals(UploadPlan plan, BodyLimit limit, UploadStatus status) {
    this.plan = plan;
    this.limit = limit;
    this.status = status;
  }

  /**
   * Changes the plan so that the next requests may be accepted.
   *
   * @return whether the transfer goes on; else another one has to begin
   * @throws StatusException the answer, if no other request can be tried now
   * @throws IOException if the registry had to be asked how far it is, and the thread was
   *     interrupted
   */
  boolean handle(SessionTransfer refused, StatusException e) throws IOException {
    if (e.status() == TOO_LARGE) {
      useSmaller(refused, e);
      return false;
    }
    boolean isStored = e.isSuccess() && !e.method().equals("PATCH"); // or so it seems
    if (refused.isWhole() || isStored || !OF_CHUNKS.contains(e.status()) && !e.isSuccess()) {
      throw e;
    }
    if (e.status() == HttpURLConnection.HTTP_NOT_FOUND && refused.hasStoredChunk()) {
      useWholeIfForgottenAgain(e);
      return false;
    }
    if (refused.isEnd()) {
      LOG.debug("The registry refused an upload in chunks", e);
      if (!refused.isResumed()) { // else a part over a lost connection may be the reason
        useWhole();
      }
      return false;
    }
    if (e.status() == RANGE_INVALID && corrections++ < MOST_CORRECTIONS) {
      Optional<UploadSession> current =
          status.of(refused).filter(now -> now.offset() != refused.session().offset());
      if (current.isPresent()) {
        refused.correct(current.get());
        return true;
      }
    }
    plan.refuse(refused.length(), refused.session());
    if (!plan.hasChunks()) {
      useWhole();
    }
    return false;
  }

  private void useSmaller(SessionTransfer refused, StatusException e) throws StatusException {
    long length = refused.length();
    if (!plan.hasChunks()
        || length <= refused.session().leastChunk()
        || !limit.lowerBelow(length)) {
      throw e;
    }
    tooLarge = e;
    LOG.info(
        "The registry answered 413 to a request of {} bytes; trying chunks of {} bytes",
        length,
        limit.largest());
  }

  /**
   * An upload may be forgotten by chance. If it is forgotten again, the requests may reach servers
   * that do not know each other's uploads.
   */
  private void useWholeIfForgottenAgain(StatusException e) throws StatusException {
    if (!hasForgotten) {
      hasForgotten = true;
      throw e;
    }
    LOG.debug("The registry does not know the upload of its chunks", e);
    useWhole();
  }

  /** Plans to send the blob in one request, unless that was too large. */
  private void useWhole() throws StatusException {
    plan.refuseAll();
    if (tooLarge != null) {
      throw tooLarge;
    }
  }
}
