package io.github.captainos.registry.remote.upload;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.Location;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.RequestBody;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An upload that a registry has started, and how far it is.
 *
 * @param http sends the requests
 * @param location where the next request is sent, from the last answer
 * @param offset how many bytes the registry has
 * @param leastChunk how many bytes a chunk must have at least, except for the last one
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-in-chunks">OCI
 *     Distribution Specification: pushing a blob in chunks</a>
 */
record UploadSession(RegistryHttp http, URL location, long offset, long leastChunk) {
  private static final String OCTETS = "application/octet-stream";
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final long SLOWEST_BYTES_PER_MILLI = 10_000;
  private static final Duration LONGEST_COMPUTING = Duration.ofMinutes(30);

  /** Returns the session that an answer has started. */
  static UploadSession started(RegistryHttp http, URL location, Response answer) {
    String least = answer.header("OCI-Chunk-Min-Length").strip();
    return new UploadSession(
        http, location, 0, NUMBER.matcher(least).matches() ? Long.parseLong(least) : 0);
  }

  /**
   * Asks the registry how far it is.
   *
   * @return empty if it does not say, or has forgotten the upload
   * @throws IOException if there is no answer, or a transient error other than 500
   */
  Optional<UploadSession> current() throws IOException {
    try (Response answer = http.send(Request.of("GET", location))) {
      OptionalLong end = end(answer);
      UploadSession next = next(answer, end.orElse(0));
      answer.ignoreBody();
      return end.isPresent() ? Optional.of(next) : Optional.empty();
    } catch (StatusException e) {
      // some registries fail at a request that they do not know
      if (e.isTransient() && e.status() != HttpURLConnection.HTTP_INTERNAL_ERROR) {
        throw e;
      }
      return Optional.empty();
    } catch (RegistryException e) {
      return Optional.empty(); // such as a redirect to a page that cannot be requested
    }
  }

  /**
   * Sends a chunk.
   *
   * @param isAlone whether it has a connection of its own
   * @return the session after it
   * @throws StatusException if the registry does not say that it has stored the chunk
   * @throws IOException if there is no answer
   */
  UploadSession patch(RequestBody chunk, boolean isAlone) throws IOException {
    long end = offset + chunk.length();
    Request request =
        Request.of("PATCH", location)
            .withHeader("Content-Range", offset + "-" + (end - 1))
            .withBody(chunk)
            .withComputing(computing(chunk.length()));
    try (Response answer = http.send(isAlone ? request.withOwnConnection() : request)) {
      int status = answer.status();
      if (status != HttpURLConnection.HTTP_CREATED && status != HttpURLConnection.HTTP_ACCEPTED) {
        throw new StatusException("PATCH", answer);
      }
      answer.ignoreBody();
      // some registries always send the same range: then the status is what counts
      long told = end(answer).orElse(end);
      return next(answer, told > offset && told < end ? told : end);
    }
  }

  /**
   * Sends the whole blob, or, with an empty body, ends the upload of its chunks.
   *
   * @param digest the digest of the blob
   * @param size its size in bytes
   * @throws StatusException if the registry does not say that it has stored the blob
   * @throws IOException if there is no answer
   */
  void put(RequestBody body, DescriptorDigest digest, long size, boolean isAlone)
      throws IOException {
    URL complete =
        new URL(location + (location.getQuery() == null ? "?" : "&") + "digest=" + digest);
    Request request = Request.of("PUT", complete).withBody(body).withComputing(computing(size));
    try (Response answer = http.send(isAlone ? request.withOwnConnection() : request)) {
      if (answer.status() != HttpURLConnection.HTTP_CREATED) {
        throw new StatusException("PUT", answer);
      }
      answer.ignoreBody();
    }
  }

  /** Ends the upload of chunks. */
  void complete(DescriptorDigest digest, long size) throws IOException {
    put(RequestBody.of(OCTETS, new byte[0], false), digest, size, false);
  }

  private UploadSession next(Response answer, long end) throws IOException {
    String next = answer.header("Location");
    return new UploadSession(
        http, next.isEmpty() ? location : Location.of(answer.url(), next), end, leastChunk);
  }

  /** Returns how many bytes a range has. That of one byte looks like that of none. */
  private static OptionalLong end(Response answer) {
    Matcher range = RANGE.matcher(answer.header("Range").strip());
    if (!range.matches()) {
      return OptionalLong.empty();
    }
    long last = Long.parseLong(range.group(1));
    return OptionalLong.of(last == 0 ? 0 : last + 1);
  }

  /**
   * Returns how long a registry may take to compute the digest of some bytes, or to copy them to
   * its storage, before it answers.
   */
  private static Duration computing(long bytes) {
    Duration computing = Duration.ofMillis(bytes / SLOWEST_BYTES_PER_MILLI);
    return computing.compareTo(LONGEST_COMPUTING) < 0 ? computing : LONGEST_COMPUTING;
  }
}
