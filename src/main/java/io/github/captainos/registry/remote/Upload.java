package io.github.captainos.registry.remote;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.SourceException;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.Origin;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import io.github.captainos.support.Log;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.URL;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The upload of a blob, over several attempts. It is usually two requests: one that starts it, and
 * one with all bytes. After a failure, the registry is asked how far it is, and gets the rest. If
 * it has forgotten the upload, this begins again. After a connection that was lost, and after a
 * status of a gateway that comes back at the same place, requests become smaller: chunks of half of
 * what went through.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs">OCI
 *     Distribution Specification: pushing blobs</a>
 */
final class Upload implements RegistryCalls.Call<Boolean> {
  private static final Log LOG = Log.of(Upload.class);
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private static final int TOO_LARGE = 413;
  private static final int SERVER_ERROR = 500;

  /** The answers of registries that do not accept a chunk. */
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, 416, 501);

  /** Those of them that may mean that the registry is elsewhere in the upload, or has lost it. */
  private static final Set<Integer> LOST = Set.of(404, 416);

  /** The answers of gateways to a request that takes longer than they wait: it may be too large. */
  private static final Set<Integer> TOO_LONG = Set.of(408, 504);

  /** Those of gateways that have lost the registry, perhaps after all bytes of a request. */
  private static final Set<Integer> UNAVAILABLE = Set.of(502, 503);

  /** Below common limits: 100 MB, 50 MB, what a registry takes as one chunk, and 1 MiB. */
  private static final long[] SIZES = {95_000_000, 45_000_000, 10_000_000, 4 << 20, 1_000_000};

  /** Stands for a number of bytes that the registry does not say. */
  private static final long UNKNOWN = -1;

  /** What a registry that accepts no larger chunks is said to accept. */
  private static final long SMALL_CHUNK = 4 << 20;

  /** The smallest chunks that a line which breaks leads to. */
  private static final long MIN_CHUNK = 1 << 20;

  /**
   * What the system may hold of what was sent: none of it is known to have gone through. A
   * connection that is lost before may have been lost by chance.
   */
  private static final long MAX_UNSENT = 4 << 20;

  /** If fewer bytes were sent, the registry is not asked how many of them it has. */
  private static final long MIN_ASKED = 1 << 16;

  /**
   * How often a registry may forget chunks that it has acknowledged. Else one that forgets them
   * each time a bit later would get the blob as often as that has chunks.
   */
  private static final int MAX_FORGOTTEN = 20;

  /** The maximum number of bytes that the JVM passes to the system in one write to a socket. */
  private static final int PIECE = 1 << 17;

  private static final long MIN_DIGESTED_PER_MILLI = 10_000;
  private static final Duration MAX_DIGESTING = Duration.ofMinutes(30);

  private final RemoteRegistry repository;
  private final RegistryCalls calls;
  private final AtomicReference<@Nullable String> mounting;
  private final boolean mayBeThere;
  private final AtomicLong limit;
  private final Blob blob;
  private final Descriptor descriptor;
  private final long size;

  /** Where the next request is sent; null if no upload is started. */
  private @Nullable URL location;

  /** How many bytes the registry has. */
  private long offset;

  /** How many bytes a chunk must have at least, except for the last one. */
  private long minChunk;

  /** Whether the registry has bytes of another repository that nobody has verified. */
  private boolean isUnverified;

  /** The size of the next chunks, as failures have led to it. */
  private long chunk = Long.MAX_VALUE;

  /** Whether the registry accepts no chunks. */
  private boolean hasNoChunks;

  /** Whether this has to begin with the first byte after each failure. */
  private boolean isFromStart;

  /** Whether each request has a connection of its own, since the line cuts connections. */
  private boolean isAlone;

  /** Whether a failure that may be one by chance has happened since the last progress. */
  private boolean hasFailed;

  /** Whether the registry was elsewhere once: by chance. */
  private boolean wasElsewhere;

  /** Whether bytes of a failed request may arrive in the same upload after those sent again. */
  private boolean isRepeated;

  /** Whether the registry does not say how far it is. */
  private boolean isSilent;

  private int forgotten;
  private @Nullable StatusException tooLarge;
  private int attempts;

  /** Why the last request with bytes failed; null if it did not. */
  private @Nullable IOException failure;

  /** The size of the body of the last request, and how many of its bytes may have been sent. */
  private long length;

  private long sent;

  private long total;
  private long moved;

  /** What is read for chunks that follow each other, and the position of its next byte. */
  private InputStream in = InputStream.nullInputStream();

  private long position = UNKNOWN;

  /** The most that the registry can have: the end of what all requests to this upload have sent. */
  private long reached;

  /**
   * @param calls asks the registry how far it is
   * @param mounting the repository of the registry that blobs are mounted from, or null; all
   *     uploads share it
   * @param mayBeThere whether the repository may have the blob, if it was not mounted
   * @param limit the largest body that the registry accepts, in bytes; all uploads share it
   */
  Upload(
      RemoteRegistry repository,
      RegistryCalls calls,
      AtomicReference<@Nullable String> mounting,
      boolean mayBeThere,
      AtomicLong limit,
      Blob blob) {
    this.repository = repository;
    this.calls = calls;
    this.mounting = mounting;
    this.mayBeThere = mayBeThere;
    this.limit = limit;
    this.blob = blob;
    this.descriptor = blob.descriptor();
    this.size = descriptor.size();
  }

  /** Returns how far the registry was, but not where a line has brought too little to count. */
  @Override
  public long moved() {
    return moved;
  }

  @Override
  public long sent() {
    return total;
  }

  @Override
  public String state() {
    boolean isDivided = !hasNoChunks && chunk < size && nextChunk() < size;
    return (isDivided ? ", at last in chunks of " + nextChunk() + " bytes" : "")
        + (moved > 0 || isDivided ? Download.state(moved, size) : "");
  }

  /** Returns whether a failure may not happen again, since the registry is asked where it is. */
  @Override
  public boolean isTransient(Throwable failed) {
    return failed instanceof StatusException answer
        && LOST.contains(answer.status())
        && !answer.method().equals("POST");
  }

  /**
   * Stores the blob, or what is missing of it.
   *
   * @return whether it was sent; else the registry has mounted it, or had it
   * @throws StatusException if the registry refuses it
   * @throws SourceException if the blob cannot be read, or has other bytes than it says
   * @throws IOException if the upload failed
   */
  @Override
  public Boolean run() throws IOException {
    // an earlier attempt may have succeeded although its answer was lost; but not with other bytes
    if (attempts++ > 0 && !isFromStart && isThere()) {
      return true;
    }
    if (mount() || mayBeThere && location == null && isThere()) {
      return false;
    }
    try {
      send();
    } catch (StatusException e) {
      if (!e.isSuccess()) {
        throw e;
      }
      if (!isThere()) { // such as after a page of a proxy
        throw new RegistryException(
            "the registry, or a server in front of it, answered "
                + e.status()
                + " to an upload, but the registry does not have the blob");
      }
    }
    return true;
  }

  private boolean isThere() throws IOException {
    return retried(() -> repository.isThere(descriptor));
  }

  /**
   * Sends a request without bytes of the blob, with retries of its own: its failures do not count
   * as those of requests with bytes.
   */
  private <T> T retried(RegistryCalls.Call<T> request) throws IOException {
    return calls.call(
        new RegistryCalls.Call<>() {
          @Override
          public T run() throws Exception {
            return request.run();
          }

          @Override
          public String state() {
            return Upload.this.state();
          }
        });
  }

  /**
   * Mounts the blob, or starts its upload. If mounting fails in the registry, which some do for
   * single blobs each time, this blob is uploaded.
   *
   * @return whether it was mounted
   * @see <a
   *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository">OCI
   *     Distribution Specification: mounting a blob from another repository</a>
   */
  private boolean mount() throws IOException {
    String from = mounting.get();
    if (from == null || location != null) {
      return false;
    }
    try {
      return start("?mount=" + descriptor.digest() + "&from=" + from);
    } catch (StatusException e) {
      boolean isFault = e.status() >= SERVER_ERROR;
      if (e.isTransient() && !isFault) {
        throw e; // such as 429
      }
      if (!isFault) {
        mounting.set(null); // such as without access to the other repository
      }
      return false;
    }
  }

  /** Starts an upload. Returns whether the blob was mounted instead. */
  private boolean start(String query) throws IOException {
    Response answer = send(Request.of("POST", repository.url("blobs/uploads/" + query)));
    if (answer.status() == HttpURLConnection.HTTP_CREATED && !query.isEmpty()) {
      return true;
    }
    follow(answer);
    if (location == null) {
      throw new RegistryException("the registry started an upload without a Location");
    }
    String least = answer.header("OCI-Chunk-Min-Length").strip();
    minChunk = NUMBER.matcher(least).matches() ? Long.parseLong(least) : 0;
    offset = 0;
    reached = 0;
    isUnverified = false;
    isRepeated = false;
    return false;
  }

  private Response send(Request request) throws IOException {
    Response answer = repository.http().send(request);
    answer.ignoreBody();
    return answer;
  }

  /** Sends the next request to where an answer says. */
  private void follow(Response answer) throws RegistryException {
    String next = answer.header("Location");
    if (!next.isEmpty()) {
      location = Origin.resolve(answer.url(), next);
    }
  }

  /** Sends the blob; after a failure, what is missing. */
  private void send() throws IOException {
    if (failure != null) {
      IOException last = failure;
      failure = null;
      goOn(last);
    }
    boolean isStored = false;
    while (!isStored) {
      if (location == null) {
        retried(() -> start(""));
      }
      try {
        isStored = transfer();
      } catch (IOException e) {
        failure = e;
        if (!(e instanceof StatusException answer && adapts(answer))) {
          throw e;
        }
        failure = null;
        location = null;
      }
    }
  }

  /** Sends what the registry does not have. Returns whether it has the blob then. */
  private boolean transfer() throws IOException {
    try {
      boolean isWhole = offset == 0 && (hasNoChunks || size <= nextChunk());
      while (!isWhole && offset < size) {
        patch(Math.min(nextChunk(), size - offset));
      }
      return put(isWhole ? size : 0);
    } finally {
      in.close();
      position = UNKNOWN;
    }
  }

  private long nextChunk() {
    return Math.max(Math.min(chunk, limit.get()), minChunk);
  }

  private void patch(long count) throws IOException {
    long begin = offset;
    long end = begin + count;
    Request request =
        Request.of("PATCH", current()).withHeader("Content-Range", begin + "-" + (end - 1));
    Response answer = send(request, count, count);
    int status = answer.status();
    if (status != HttpURLConnection.HTTP_CREATED && status != HttpURLConnection.HTTP_ACCEPTED) {
      throw new StatusException("PATCH", answer);
    }
    follow(answer);
    // some registries always send the same range: then the status is what counts
    long told = end(answer);
    offset = told > begin && told < end ? told : end;
    if (end - offset <= count / 2) {
      moved = Math.max(moved, offset);
      hasFailed = false;
    }
    if (offset < end) { // the rest is sent as after a connection that was lost
      sent = end - offset;
      throw new SocketException(
          "the registry stored " + (offset - begin) + " of the " + count + " bytes of a chunk");
    }
  }

  /**
   * Ends the upload.
   *
   * @param count the number of bytes that are sent with it: all, or none after chunks
   * @return whether the blob is stored; else it has to be sent once more
   */
  private boolean put(long count) throws IOException {
    URL at = current();
    String digest = descriptor.digest().toString();
    URL complete = new URL(at + (at.getQuery() == null ? "?" : "&") + "digest=" + digest);
    Response answer = send(Request.of("PUT", complete), count, size);
    if (answer.status() != HttpURLConnection.HTTP_CREATED) {
      throw new StatusException("PUT", answer);
    }
    String told = answer.header("Docker-Content-Digest").strip();
    boolean isTold = told.startsWith("sha256:");
    if (isTold ? told.equals(digest) : !isUnverified) {
      return true;
    }
    if (isSentAgain()) {
      return false;
    }
    throw new RegistryException(
        isTold
            ? "the registry stored the blob " + digest + " but declares the digest " + told
            : "the registry does not say which digest it stored, so that bytes which were sent"
                + " after a lost connection cannot be verified");
  }

  private URL current() {
    return Objects.requireNonNull(location);
  }

  /**
   * Finds out what to do where the registry has, or may have, other bytes than it should. A part of
   * the bytes of another repository that was not verified is, and so is what may have got bytes of
   * two requests: the blob is sent once more, from its first byte on, which verifies all. A file is
   * read once more.
   *
   * @return whether the blob is sent again
   * @throws SourceException if it has other bytes than it says
   */
  private boolean isSentAgain() throws IOException {
    if ((isUnverified || isRepeated) && !isFromStart) {
      isFromStart = true;
      location = null;
      return true;
    }
    if (!blob.isForeign() && !Sha256.of(blob.open(0)).equals(descriptor.digest())) {
      throw blob.mismatch();
    }
    return false;
  }

  /**
   * Sends a request with bytes of the blob, from where the registry is.
   *
   * @param count how many bytes
   * @param digested how many bytes the registry may read before it answers
   */
  private Response send(Request request, long count, long digested) throws IOException {
    length = count;
    sent = 0;
    long from = offset;
    Duration digesting = Duration.ofMillis(digested / MIN_DIGESTED_PER_MILLI);
    Request.Body body =
        new Request.Body(
            "application/octet-stream",
            count,
            out -> write(from, count, out),
            digesting.compareTo(MAX_DIGESTING) < 0 ? digesting : MAX_DIGESTING,
            false);
    Request complete = request.withBody(body);
    return send(isAlone ? complete.withOwnConnection() : complete);
  }

  private void write(long from, long count, OutputStream out) throws IOException {
    sent = 0;
    if (count > 0 && position != from) {
      in.close();
      in = blob.open(from);
      isUnverified |= from > 0 && blob.isForeign();
    }
    position = UNKNOWN; // unless all of it is written
    byte[] piece = new byte[(int) Math.min(PIECE, count)];
    for (long left = count; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (read < 0) {
        throw blob.mismatch();
      }
      sent += read; // if writing fails, some of them may have been sent
      reached = Math.max(reached, from + sent);
      total += read;
      out.write(piece, 0, read);
      left -= read;
    }
    position = from + count;
  }

  /**
   * Prepares to go on after a failure: with the rest, or with another upload. After an answer, the
   * upload is still there, even if it has no bytes yet: else a registry that is overloaded would
   * get each attempt at another address.
   */
  private void goOn(IOException last) throws IOException {
    boolean isAnswer = last instanceof StatusException;
    boolean isResumable = !isFromStart && !hasNoChunks;
    boolean isAsked = isAnswer || isResumable && (offset > 0 || sent >= MIN_ASKED);
    long told = isAsked ? ask() : UNKNOWN;
    boolean isLittle = Math.max(told - offset, 0) < sent / 2;
    isAlone |= !isAnswer;
    if (isLittle && sent > 0) {
      shrink(last, told);
    }
    if (told < offset && offset > 0 && ++forgotten > MAX_FORGOTTEN) {
      throw new RegistryException(
          "the registry has forgotten the chunks of an upload "
              + forgotten
              + " times, most of them after a connection that was lost");
    }
    if (told < 0 || told > 0 && !isResumable || told == 0 && !isAnswer) {
      location = null;
      return;
    }
    isRepeated |= sent > 0 && told <= offset;
    offset = told;
    if (!isLittle) {
      moved = Math.max(moved, offset);
      hasFailed = false;
    }
  }

  /**
   * Asks the registry how far it is, with retries of their own. One that does not answer is not
   * asked again, since each time would take as long.
   *
   * @return the number of bytes; {@link #UNKNOWN} if there is no answer, or the registry has
   *     forgotten the upload, does not say it, or says what cannot be
   */
  private long ask() throws IOException {
    if (isSilent || location == null) {
      return UNKNOWN;
    }
    try {
      return calls.call(this::told);
    } catch (RegistryException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      LOG.debug("The registry does not say how far an upload is", e);
      isSilent = true;
      return UNKNOWN;
    }
  }

  private long told() throws IOException {
    try {
      Response answer = send(Request.of("GET", current()));
      follow(answer);
      long end = end(answer);
      return end > reached ? UNKNOWN : end;
    } catch (StatusException e) {
      // some registries fail at a request that they do not know
      if (e.isTransient() && e.status() != SERVER_ERROR) {
        throw e;
      }
      return UNKNOWN;
    } catch (RegistryException e) {
      return UNKNOWN; // such as a redirect to a page that cannot be requested
    }
  }

  /**
   * Returns how many bytes the range of an answer has; that of one byte looks like that of none.
   *
   * @return {@link #UNKNOWN} if there is no such range, or the blob has fewer bytes
   */
  private long end(Response answer) {
    Matcher range = RANGE.matcher(answer.header("Range").strip());
    long last = range.matches() ? Long.parseLong(range.group(1)) : UNKNOWN;
    return last >= size ? UNKNOWN : last <= 0 ? last : last + 1;
  }

  /**
   * Returns whether an answer may be that of a gateway which lets smaller requests through: not if
   * it says that it is the registry's. That of a registry that is overloaded comes before it has
   * read the request, and leaves the upload.
   */
  private boolean isCut(StatusException answer, long told) {
    boolean isLost = UNAVAILABLE.contains(answer.status()) && (told < 0 || sent == length);
    return !answer.isOfRegistry()
        && (isLost || TOO_LONG.contains(answer.status()) || told > offset);
  }

  /**
   * Makes the next requests smaller.
   *
   * @param told how many bytes the registry has, or {@link #UNKNOWN}
   */
  private void shrink(IOException last, long told) {
    boolean isAnswer = last instanceof StatusException;
    if (last instanceof StatusException answer && !isCut(answer, told)) {
      return;
    }
    long gained = Math.max(told - offset, 0);
    boolean mayBeByChance = isAnswer || gained == 0 && sent < MAX_UNSENT;
    if (mayBeByChance && !hasFailed) {
      hasFailed = true;
    } else {
      chunk = Math.max((gained > 0 ? gained : sent) / 2, MIN_CHUNK);
    }
  }

  /**
   * Prepares to send the blob in another way after it was refused.
   *
   * @return whether there is one that is tried at once
   * @throws SourceException if the blob has other bytes than it says
   */
  private boolean adapts(StatusException e) throws IOException {
    boolean isChunk = e.method().equals("PATCH");
    if (e.status() == TOO_LARGE) {
      return divides(e);
    }
    if (!isChunk && e.status() == HttpURLConnection.HTTP_BAD_REQUEST && isSentAgain()) {
      return true;
    }
    boolean isRefusal = REFUSALS.contains(e.status()) || isChunk && e.isSuccess();
    if (!isRefusal || !isChunk && length == size) {
      return false;
    }
    if (LOST.contains(e.status()) && offset > 0 && !wasElsewhere) {
      wasElsewhere = true; // by chance; the next attempt begins with where the registry is
      sent = 0; // for nothing, which says nothing about the line
      return false;
    }
    if (isChunk && offset == 0 && length > SMALL_CHUNK && minChunk <= SMALL_CHUNK) {
      chunk = SMALL_CHUNK;
      return true;
    }
    LOG.debug("The registry does not accept an upload in chunks");
    hasNoChunks = true;
    if (tooLarge != null) {
      throw tooLarge;
    }
    return true;
  }

  private boolean divides(StatusException e) {
    long smaller = LongStream.of(SIZES).filter(tried -> tried < length).findFirst().orElse(0);
    if (hasNoChunks || length <= minChunk || smaller == 0) {
      return false;
    }
    tooLarge = e;
    limit.accumulateAndGet(smaller, Math::min);
    LOG.info(
        "The registry answered 413 to a request of {} bytes; trying chunks of {} bytes",
        length,
        limit);
    return true;
  }
}
