package io.github.captainos.registry.remote.upload;

import io.github.captainos.image.Blob;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The upload of a blob, over several attempts. It is usually two requests: one that starts it, and
 * one with all bytes. If the connection is lost, the registry is asked how far it is, and gets the
 * rest. If it has forgotten the upload, this begins again, in chunks. {@link UploadPlan} decides
 * about their sizes, {@link SessionTransfer} sends them, and {@link Refusals} deals with answers
 * that are not the expected ones.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs">OCI
 *     Distribution Specification: pushing blobs</a>
 */
public final class BlobUpload {
  /** What a gateway answers if a request, or the answer to it, takes longer than it waits. */
  private static final Set<Integer> OF_GATEWAYS = Set.of(502, 503, 504);

  /**
   * How often a registry may forget chunks that it has acknowledged. Else one that forgets them
   * each time a bit later would get the blob as often as that has chunks.
   */
  private static final int MOST_FORGOTTEN = 20;

  private final UploadStart start;
  private final Blob blob;
  private final UploadPlan plan;
  private final UploadStatus status;
  private final Refusals refusals;
  private final AtomicLong sent = new AtomicLong();
  private @Nullable SessionTransfer transfer;

  /** Whether the last request was lost on its way: the connection broke, or a gateway ended it. */
  private boolean isLost;

  private boolean isPresent;
  private int forgotten;
  private long stored;

  /**
   * @param start starts it
   * @param limit the largest body that the registry accepts
   * @param retries repeats small requests
   * @param blob the blob
   */
  public BlobUpload(UploadStart start, BodyLimit limit, Retries retries, Blob blob) {
    this.start = start;
    this.blob = blob;
    this.plan = new UploadPlan(blob.descriptor().size(), limit);
    this.status = new UploadStatus(retries);
    this.refusals = new Refusals(plan, limit, status);
  }

  /** Returns the most bytes that the registry has had. */
  public long stored() {
    return stored;
  }

  /** Returns how many bytes all attempts have sent, of which the system may still hold some. */
  public long sent() {
    return sent.get();
  }

  /** Returns the size of the chunks that the line or a gateway has led to; 0 if there are none. */
  public long chunk() {
    return transfer == null ? 0 : plan.smallerChunk(transfer.session());
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
    SessionTransfer current = transfer == null ? begin() : goOn(transfer);
    while (current != null && !send(current)) {
      current = transfer == null ? begin() : transfer;
    }
  }

  /** Begins a transfer, or another one. Returns null if the blob was mounted. */
  private @Nullable SessionTransfer begin() throws IOException {
    transfer = null;
    Optional<UploadSession> session = start.mountOrStart(blob.descriptor());
    isPresent = session.isEmpty();
    transfer = session.map(begun -> new SessionTransfer(blob, plan, sent, begun)).orElse(null);
    return transfer;
  }

  /**
   * Returns the transfer to go on with after an attempt that failed: the same one with the rest, or
   * another one with smaller requests. Returns null if the blob was mounted.
   */
  private @Nullable SessionTransfer goOn(SessionTransfer failed) throws IOException {
    Optional<UploadSession> known =
        plan.hasChunks() && failed.mayBeStored() ? status.of(failed) : Optional.empty();
    long offset = failed.session().offset();
    long gained = known.map(now -> now.offset() - offset).orElse(0L);
    if (failed.sent() > 0 && (isLost || gained > 0)) {
      if (plan.isLittle(gained, failed.sent())) {
        plan.shrink(failed.length(), failed.sent());
      } else if (isLost) {
        plan.useOwnConnections();
      }
    }
    boolean isForgotten = known.isPresent() ? gained < 0 : failed.hasStoredChunk();
    if (isForgotten && ++forgotten > MOST_FORGOTTEN) {
      throw new RegistryException(
          "the registry has forgotten the chunks of an upload "
              + forgotten
              + " times, most of them after a connection that was lost");
    }
    if (known.isPresent()) {
      failed.resume(known.get());
      return failed;
    }
    return begin();
  }

  /** Sends what is missing. Returns false if that was refused, but there is another way to try. */
  private boolean send(SessionTransfer current) throws IOException {
    try {
      current.send();
      return true;
    } catch (StatusException e) {
      isLost =
          e.status() == HttpURLConnection.HTTP_CLIENT_TIMEOUT // no answer of an overloaded registry
              || OF_GATEWAYS.contains(e.status()) && plan.isSubstantial(current.sent());
      if (!refusals.handle(current, e)) {
        transfer = null;
      }
      return false;
    } catch (IOException e) {
      isLost = true;
      throw e;
    } finally {
      stored = Math.max(stored, current.session().offset());
    }
  }
}
