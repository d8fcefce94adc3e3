package io.github.captainos.registry.remote.upload;

/**
 * How a blob is divided into requests, and what failed requests teach about that. It begins with
 * all of it in one.
 */
final class UploadPlan {
  /** What a registry that accepts no larger chunks is said to accept. */
  private static final long SMALL = 4 << 20;

  /** Chunks are not smaller than that before one of this size was lost. */
  private static final long USUAL_LEAST = 1 << 20;

  /** The smallest chunks; what is stored of a smaller one would not count as progress. */
  private static final long LEAST = 64 << 10;

  /** A connection that is lost before that was sent may have been lost by chance. */
  private static final long HELD = 4 << 20;

  private final long size;
  private final BodyLimit limit;
  private long chunk = Long.MAX_VALUE;

  /** Whether each request has a connection of its own. */
  private boolean isAlone;

  /** Whether a connection was lost before it can be known that something went through. */
  private boolean wasEarly;

  /** Whether the registry accepts no chunks. */
  private boolean hasNoChunks;

  /**
   * @param size the size of the blob in bytes
   * @param limit the largest body that the registry accepts
   */
  UploadPlan(long size, BodyLimit limit) {
    this.size = size;
    this.limit = limit;
  }

  /** Returns whether the whole blob is sent in one request. */
  boolean isWhole(UploadSession session) {
    return session.offset() == 0 && (hasNoChunks || size <= chunk(session));
  }

  /** Returns the size of the next chunk in bytes, unless fewer are left. */
  long chunk(UploadSession session) {
    return Math.max(Math.min(chunk, limit.largest()), session.leastChunk());
  }

  /** Returns whether each request has a connection of its own. */
  boolean isAlone() {
    return isAlone;
  }

  /** Returns the size of the chunks that failures have led to, in bytes; 0 if there are none. */
  long smallerChunk(UploadSession session) {
    boolean isDivided = !hasNoChunks && chunk < size && chunk(session) < size;
    return isDivided ? chunk(session) : 0;
  }

  /**
   * Returns whether so many bytes are more than the system holds, so that some have gone through. A
   * registry that is overloaded answers before that.
   */
  boolean isSubstantial(long sent) {
    return sent >= HELD;
  }

  /**
   * Returns whether the registry has so little of what was sent that the next requests should be
   * smaller. Else one that takes a bit of each would be sent the blob again and again.
   *
   * @param gained how many bytes it has now and did not have before
   * @param sent how many bytes were sent for that, of which the system may still hold some
   */
  boolean isLittle(long gained, long sent) {
    return gained <= 0 || gained < Math.max((sent - HELD) / 2, sent / 8);
  }

  /** Returns whether chunks may be sent. */
  boolean hasChunks() {
    return !hasNoChunks;
  }

  /** Notes that a connection was lost, but not what was sent. */
  void useOwnConnections() {
    isAlone = true;
  }

  /**
   * Notes that a connection was lost, or that a gateway has ended a request, and with it what was
   * sent: the next requests are smaller.
   *
   * @param length the size of the request's body in bytes
   * @param sent how many of them were sent
   */
  void shrink(long length, long sent) {
    boolean isChunk = length < size;
    boolean mayHaveBeenUsed = !isAlone;
    isAlone = true;
    if (isChunk && mayHaveBeenUsed) {
      return; // other requests had their part in what the connection has carried
    }
    if (!isChunk && sent < HELD && !wasEarly) {
      wasEarly = true;
      return;
    }
    // a chunk that was lost by chance right after its beginning does not make the others tiny
    long smaller = Math.max((sent - HELD) / 2, isChunk ? length / 8 : 0);
    long least = length > USUAL_LEAST ? USUAL_LEAST : LEAST;
    chunk = Math.min(chunk, Math.max(least, Math.min(smaller, length / 2)));
  }

  /**
   * Notes that a chunk was refused: a small one is tried, then no more.
   *
   * @param length its size in bytes
   */
  void refuse(long length, UploadSession session) {
    if (length > SMALL && session.leastChunk() <= SMALL) {
      chunk = SMALL;
    } else {
      refuseAll();
    }
  }

  /** Notes that chunks do not work. */
  void refuseAll() {
    hasNoChunks = true;
  }
}
