package io.github.captainos.registry.remote.upload;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The transfer of a blob to an upload that the registry has started: in one request, or in chunks.
 * After a failure, it knows what the last request was, and how far the registry had come before.
 */
final class SessionTransfer {
  /** If fewer bytes were sent, the registry is not asked how many of them it has. */
  private static final long LEAST = 1 << 16;

  private final Blob blob;
  private final long size;
  private final UploadPlan plan;
  private final AtomicLong total;
  private UploadSession session;

  /** The body of the last request; null if that had none. */
  private @Nullable CountedBody body;

  private boolean isResumed;
  private boolean hasStoredChunk;

  /**
   * @param plan how the blob is divided
   * @param total the number of bytes that were sent, which those of this transfer are added to
   * @param session the upload
   */
  SessionTransfer(Blob blob, UploadPlan plan, AtomicLong total, UploadSession session) {
    this.blob = blob;
    this.size = blob.descriptor().size();
    this.plan = plan;
    this.total = total;
    this.session = session;
  }

  /** Returns the upload as the last answer has described it. */
  UploadSession session() {
    return session;
  }

  /** Returns the size of the last request's body in bytes; 0 if it had none. */
  long length() {
    return body == null ? 0 : body.length();
  }

  /** Returns how many bytes of it may have been sent. */
  long sent() {
    return body == null ? 0 : body.sent();
  }

  /** Returns whether the last request had the whole blob. */
  boolean isWhole() {
    return body != null && session.offset() == 0 && body.length() == size;
  }

  /** Returns whether the last request was the end of an upload in chunks. */
  boolean isEnd() {
    return body == null;
  }

  /** Returns whether it went on after a failure, so that the registry has parts of a request. */
  boolean isResumed() {
    return isResumed;
  }

  /** Returns whether the registry has acknowledged a chunk. */
  boolean hasStoredChunk() {
    return hasStoredChunk;
  }

  /** Returns whether the registry may have so much of the blob that it is worth asking for. */
  boolean mayBeStored() {
    return session.offset() > 0 || sent() >= LEAST;
  }

  /** Returns whether the registry can be that far. It cannot have more than was sent. */
  boolean canBe(UploadSession current) {
    return current.offset() > 0 && current.offset() <= session.offset() + sent();
  }

  /** Goes on with the upload as the registry has it after a failure. */
  void resume(UploadSession current) {
    session = current;
    body = null;
    isResumed = true;
  }

  /** Goes on after the registry has said where the next chunk begins. */
  void correct(UploadSession current) {
    session = current;
  }

  /**
   * Sends what the registry does not have.
   *
   * @throws IOException if a request failed, or the blob cannot be read or has changed
   */
  void send() throws IOException {
    DescriptorDigest digest = blob.descriptor().digest();
    try (BlobParts parts = new BlobParts(blob)) {
      if (plan.isWhole(session)) {
        CountedBody whole = new CountedBody(size, out -> parts.write(0, size, out), total);
        body = whole;
        session.put(whole, digest, size, plan.isAlone());
        return;
      }
      while (session.offset() < size) {
        sendChunk(parts);
      }
    }
    body = null;
    session.complete(digest, size);
  }

  private void sendChunk(BlobParts parts) throws IOException {
    long offset = session.offset();
    long length = Math.min(plan.chunk(session), size - offset);
    CountedBody chunk = new CountedBody(length, out -> parts.write(offset, length, out), total);
    body = chunk;
    session = session.patch(chunk, plan.isAlone());
    hasStoredChunk = true;
    if (session.offset() < offset + length) {
      throw new PartialChunkException(session.offset() - offset, length);
    }
  }
}
