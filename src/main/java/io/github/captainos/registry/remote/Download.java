package io.github.captainos.registry.remote;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.VerifiedInputStream;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import io.github.captainos.support.BulkInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a blob while they are downloaded. Where the connection is lost, it goes on with the
 * next byte, so that the reader does not notice. Each request asks the registry itself: the
 * addresses that it redirects to expire.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, section 14</a>
 */
final class Download extends BulkInputStream implements RegistryCalls.Call<InputStream> {
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-.*");

  /** The answers of servers that do not know ranges, or not this one. */
  private static final Set<Integer> NO_RANGES = Set.of(400, 405, 416, 501);

  /** What a request has to bring at least, so that one byte for each request is not enough. */
  private static final int MIN_BROUGHT = 1 << 16;

  private final RegistryHttp http;
  private final RegistryCalls calls;
  private final URL url;
  private final Descriptor blob;
  private boolean hasRanges = true;

  /** Whether the last answer said where its body ends, which is where the blob ends. */
  private boolean hasKnownEnd;

  private InputStream in;
  private boolean isOpen;
  private long position;

  /** Why reading failed, until the rest is requested; null if it did not. */
  private @Nullable IOException failure;

  /**
   * Requests a blob.
   *
   * @param url the URL of the blob
   * @param from the position of the first byte that is wanted, less than all
   * @throws ContentException if the registry does not have it
   * @throws IOException if the request failed
   */
  Download(RegistryHttp http, RegistryCalls calls, URL url, Descriptor blob, long from)
      throws IOException {
    this.http = http;
    this.calls = calls;
    this.url = url;
    this.blob = blob;
    this.position = from;
    this.in = calls.call(this);
    this.isOpen = true;
  }

  /** Opens the blob, or what is missing of it: the failure of what was open is the first one. */
  @Override
  public InputStream run() throws IOException {
    IOException last = failure;
    failure = null;
    if (last != null) {
      throw last;
    }
    return isOpen || position > 0 ? rest() : request().body();
  }

  @Override
  public long moved() {
    return position;
  }

  @Override
  public String state() {
    return position == 0 ? "" : state(position, blob.size());
  }

  /** Returns how far a transfer is, for a message. */
  static String state(long moved, long size) {
    return ", and nothing went through after " + moved + " of " + size + " bytes";
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (true) {
      try {
        int count = in.read(buffer, offset, length);
        long missing = blob.size() - position;
        if (count < 0 && missing > 0 && !hasKnownEnd) {
          throw VerifiedInputStream.truncated(blob, missing);
        }
        position += Math.max(count, 0);
        return count;
      } catch (IOException e) {
        if (position >= blob.size()) {
          return -1; // all bytes are there: only the end of the answer is missing
        }
        in.close();
        failure = e;
        in = calls.call(this);
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Requests the bytes that have not arrived yet, and waits for some of them. */
  private InputStream rest() throws IOException {
    InputStream rest = position == 0 ? request().body() : range();
    try {
      int least = (int) Math.min(MIN_BROUGHT, blob.size() - position);
      byte[] first = rest.readNBytes(least);
      if (first.length < least) {
        throw VerifiedInputStream.truncated(blob, blob.size() - position - first.length);
      }
      return new SequenceInputStream(new ByteArrayInputStream(first), rest);
    } catch (IOException e) {
      rest.close();
      throw e;
    }
  }

  /**
   * Requests the bytes from the position on. If the server does not send exactly these, they are
   * requested from the first on, and those before are skipped.
   */
  private InputStream range() throws IOException {
    if (hasRanges) {
      try {
        Response answer = request("Range", "bytes=" + position + "-");
        if (isFromPosition(answer)) {
          return answer.body();
        }
        if (answer.status() == HttpURLConnection.HTTP_OK) {
          return skip(answer.body());
        }
        answer.close();
      } catch (StatusException e) {
        if (!NO_RANGES.contains(e.status())) {
          throw e;
        }
      }
      hasRanges = false;
    }
    return skip(request().body());
  }

  /** Returns whether an answer has the bytes from the position on. */
  private boolean isFromPosition(Response answer) {
    Matcher range = RANGE.matcher(answer.header("Content-Range").strip());
    return answer.status() == HttpURLConnection.HTTP_PARTIAL
        && range.matches()
        && Long.parseLong(range.group(1)) == position;
  }

  private InputStream skip(InputStream all) throws IOException {
    try {
      byte[] skipped = new byte[MIN_BROUGHT];
      for (long left = position; left > 0; ) {
        int read = all.read(skipped, 0, (int) Math.min(left, skipped.length));
        if (read < 0) {
          throw VerifiedInputStream.truncated(blob, blob.size() - position + left);
        }
        left -= read;
      }
      return all;
    } catch (IOException e) {
      all.close();
      throw e;
    }
  }

  private Response request() throws IOException {
    return request("Accept", "*/*");
  }

  private Response request(String header, String value) throws IOException {
    Response answer =
        send(http, Request.of("GET", url).withLongAnswer().withHeader(header, value), blob);
    // a server may send less than the range
    hasKnownEnd = answer.hasKnownEnd() && answer.status() != HttpURLConnection.HTTP_PARTIAL;
    return answer;
  }

  /**
   * Sends a request for a blob once.
   *
   * @throws ContentException if the registry does not have it
   */
  static Response send(RegistryHttp http, Request request, Descriptor blob) throws IOException {
    Response answer = http.find(request);
    if (answer == null) {
      throw new ContentException("the registry has no blob " + blob.digest());
    }
    return answer;
  }
}
