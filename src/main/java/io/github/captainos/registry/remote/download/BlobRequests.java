package io.github.captainos.registry.remote.download;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.reading.TruncatedBlobException;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The requests for a blob, from its beginning or from a later byte. Each of them asks the registry
 * itself: the addresses that it redirects to expire.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110, section 14</a>
 */
public final class BlobRequests {
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-.*");

  /** The answers of servers that do not know ranges, or not this one. */
  private static final Set<Integer> NO_RANGES = Set.of(400, 405, 416, 501);

  /** What a request has to bring at least, so that one byte for each request is not enough. */
  private static final int LEAST = 1 << 16;

  private static final int PIECE = 1 << 16;

  private final RegistryHttp http;
  private final URL url;
  private final Descriptor blob;
  private boolean hasRanges = true;
  private boolean hasKnownEnd;

  /**
   * @param http sends the requests
   * @param url the URL of the blob
   */
  public BlobRequests(RegistryHttp http, URL url, Descriptor blob) {
    this.http = http;
    this.url = url;
    this.blob = blob;
  }

  Descriptor blob() {
    return blob;
  }

  /** Returns whether the last answer said where its body ends, which is where the blob ends. */
  boolean hasKnownEnd() {
    return hasKnownEnd;
  }

  /**
   * Requests the bytes from the first on.
   *
   * @throws RegistryException if the registry does not have the blob
   * @throws IOException if the request failed
   */
  InputStream open() throws IOException {
    return send(request()).body();
  }

  /**
   * Requests the bytes from a later one on, as after a connection that was lost. If the server does
   * not send exactly these, they are requested from the first on, and those before are skipped.
   *
   * @param from how many bytes are there already, less than all
   * @throws TruncatedBlobException if the answer brings too few bytes to count
   * @throws IOException if the request failed
   */
  InputStream openAt(long from) throws IOException {
    InputStream rest = from == 0 ? open() : rest(from);
    try {
      int least = (int) Math.min(LEAST, blob.size() - from);
      byte[] first = rest.readNBytes(least);
      if (first.length < least) {
        throw new TruncatedBlobException(blob, blob.size() - from - first.length);
      }
      return new SequenceInputStream(new ByteArrayInputStream(first), rest);
    } catch (IOException e) {
      rest.close();
      throw e;
    }
  }

  private InputStream rest(long from) throws IOException {
    if (hasRanges) {
      try {
        Response answer = send(request().withHeader("Range", "bytes=" + from + "-"));
        if (isFrom(answer, from)) {
          return answer.body();
        }
        if (answer.status() == HttpURLConnection.HTTP_OK) {
          return skip(answer.body(), from);
        }
        answer.close();
      } catch (StatusException e) {
        if (!NO_RANGES.contains(e.status())) {
          throw e;
        }
      }
      hasRanges = false;
    }
    return skip(open(), from);
  }

  /** Returns whether an answer has the bytes from that one on, as they are. */
  private static boolean isFrom(Response answer, long from) {
    Matcher range = RANGE.matcher(answer.header("Content-Range").strip());
    return answer.status() == HttpURLConnection.HTTP_PARTIAL
        && range.matches()
        && Long.parseLong(range.group(1)) == from
        // else the range would be that of the compressed form
        && answer.header("Content-Encoding").isEmpty();
  }

  private InputStream skip(InputStream in, long count) throws IOException {
    try {
      byte[] skipped = new byte[PIECE];
      for (long left = count; left > 0; ) {
        int read = in.read(skipped, 0, (int) Math.min(left, PIECE));
        if (read < 0) {
          throw new TruncatedBlobException(blob, blob.size() - count + left);
        }
        left -= read;
      }
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private Request request() {
    return Request.of("GET", url).withLongAnswer();
  }

  private Response send(Request request) throws IOException {
    try {
      Response answer = http.send(request);
      // a server may send less than the range
      hasKnownEnd = answer.hasKnownEnd() && answer.status() != HttpURLConnection.HTTP_PARTIAL;
      return answer;
    } catch (StatusException e) {
      throw e.status() == HttpURLConnection.HTTP_NOT_FOUND
          ? new ContentException("the registry has no blob " + blob.digest())
          : e;
    }
  }
}
