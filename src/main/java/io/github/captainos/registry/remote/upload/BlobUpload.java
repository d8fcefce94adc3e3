package io.github.captainos.registry.remote.upload;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upload of a blob, over several attempts. It is usually two requests: one that starts it, and
 * one with all bytes. If the connection is lost, the registry is asked how far it is, and gets the
 * rest. If it has forgotten the upload, this begins again, in chunks.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs">OCI
 *     Distribution Specification: pushing blobs</a>
 */
public final class BlobUpload {
  private static final Logger LOG = LoggerFactory.getLogger(BlobUpload.class);
  private static final int TOO_LARGE = 413;
  private static final int RANGE_INVALID = 416;

  /** The answers of registries that do not accept a chunk. */
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, RANGE_INVALID, 501);

  /** How often a registry may correct what it has said about how far it is. */
  private static final int MOST_CORRECTIONS = 5;

  private final UploadStart start;
  private final BodyLimit limit;
  private final Blob blob;
  private final long size;
  private final UploadPlan plan;
  private @Nullable UploadSession session;

  /** The body of the last request; null if that had none. */
  private @Nullable CountedBody body;

  private boolean isLost;
  private boolean isResumed;
  private boolean hasStoredChunk;
  private boolean isPresent;
  private int corrections;
  private @Nullable StatusException tooLarge;
  private long stored;

  /**
   * @param start starts it
   * @param limit the largest body that the registry accepts
   * @param blob the blob
   */
  public BlobUpload(UploadStart start, BodyLimit limit, Blob blob) {
    this.start = start;
    this.limit = limit;
    this.blob = blob;
    this.size = blob.descriptor().size();
    this.plan = new UploadPlan(size, limit);
  }

  /** Returns the most bytes that the registry has had. */
  public long stored() {
    return stored;
  }

  /** Returns whether no byte was needed, since the registry had the blob. */
  public boolean isPresent() {
    return isPresent;
  }

  /**
   * Uploads the blob, unless the registry mounts it; after a failure, what is missing.
   *
   * @throws StatusException if the registry refuses it
   * @throws IOException if the upload failed
   */
  public void send() throws IOException {
    if (session != null) {
      session = resumed(session);
    }
    while (true) {
      if (session == null) {
        session = start.mountOrStart(blob.descriptor()).orElse(null);
        body = null;
        isResumed = false;
        hasStoredChunk = false;
      }
      if (session == null) {
        isPresent = true; // it was mounted
        return;
      }
      try {
        transfer(session);
        return;
      } catch (StatusException e) {
        isLost = false;
        session = corrected(session, e);
      } catch (IOException e) {
        isLost = true;
        throw e;
      }
    }
  }

  /** Returns the session as the registry has it after a failure, or null to begin again. */
  private @Nullable UploadSession resumed(UploadSession failed) throws IOException {
    long length = body == null ? 0 : body.length();
    long sent = body == null ? 0 : body.sent();
    Optional<UploadSession> current =
        plan.hasChunks() ? failed.current() : Optional.<UploadSession>empty();
    boolean isKnown = current.filter(known -> isPlausible(known, failed, sent)).isPresent();
    if (isLost && sent > 0) {
      if (isKnown && current.get().offset() > failed.offset()) {
        plan.useOwnConnections();
      } else {
        plan.shrink(length, sent);
      }
    }
    body = null;
    if (!isKnown) {
      return null;
    }
    isResumed = true;
    stored = Math.max(stored, current.get().offset());
    return current.get();
  }

  /** Returns whether a registry can have that many bytes. It cannot have more than were sent. */
  private static boolean isPlausible(UploadSession current, UploadSession before, long sent) {
    return current.offset() > 0 && current.offset() <= before.offset() + sent;
  }

  private void transfer(UploadSession begun) throws IOException {
    DescriptorDigest digest = blob.descriptor().digest();
    if (plan.isWhole(begun)) {
      CountedBody whole = new CountedBody(size, blob::writeTo);
      body = whole;
      begun.put(whole, digest, size, plan.isAlone());
      return;
    }
    UploadSession current = begun;
    try (BlobParts parts = new BlobParts(blob, begun.offset())) {
      while (current.offset() < size) {
        current = sendChunk(current, parts);
      }
      parts.end();
    }
    body = null;
    current.complete(digest, size);
  }

  private UploadSession sendChunk(UploadSession current, BlobParts parts) throws IOException {
    long offset = current.offset();
    long length = Math.min(plan.chunk(current), size - offset);
    CountedBody chunk = new CountedBody(length, out -> parts.write(offset, length, out));
    body = chunk;
    UploadSession next = current.patch(chunk, plan.isAlone());
    hasStoredChunk = true;
    stored = Math.max(stored, next.offset());
    session = next;
    if (next.offset() < offset + length) {
      throw new PartialChunkException(next.offset() - offset, length);
    }
    return next;
  }

  /**
   * Returns the session to go on with after a refusal, or null to begin again with other requests.
   *
   * @throws StatusException the refusal, if nothing else can be tried
   */
  private @Nullable UploadSession corrected(UploadSession refused, StatusException e)
      throws IOException {
    long length = body == null ? 0 : body.length();
    if (e.status() == TOO_LARGE) {
      smaller(length, refused, e);
      return null;
    }
    boolean isOfWhole = body != null && e.method().equals("PUT");
    boolean hasForgotten = e.status() == HttpURLConnection.HTTP_NOT_FOUND && hasStoredChunk;
    if (isOfWhole || hasForgotten || !REFUSALS.contains(e.status()) && !e.isSuccess()) {
      throw e;
    }
    if (body == null) {
      again(e);
      return null;
    }
    if (e.status() == RANGE_INVALID && corrections++ < MOST_CORRECTIONS) {
      Optional<UploadSession> current = refused.current();
      if (current.isPresent()
          && current.get().offset() != refused.offset()
          && isPlausible(current.get(), refused, length)) {
        return current.get();
      }
    }
    plan.refuse(length, refused);
    if (!plan.hasChunks()) {
      checkWhole();
    }
    return null;
  }

  private void smaller(long length, UploadSession refused, StatusException e)
      throws StatusException {
    if (!plan.hasChunks() || length <= refused.leastChunk() || !limit.lowerBelow(length)) {
      throw e;
    }
    tooLarge = e;
    LOG.info(
        "The registry answered 413 to a request of {} bytes; trying chunks of {} bytes",
        length,
        limit.largest());
  }

  /**
   * Plans another upload, after the registry has refused the chunks of this one. If it has also got
   * a part over a lost connection, that may be the reason.
   */
  private void again(StatusException e) throws StatusException {
    LOG.debug("The registry refused an upload in chunks", e);
    if (!isResumed) {
      plan.refuseAll();
      checkWhole();
    }
  }

  private void checkWhole() throws StatusException {
    if (tooLarge != null) {
      throw tooLarge;
    }
  }
}
