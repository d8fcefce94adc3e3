package io.github.captainos.registry.remote;

import io.github.captainos.image.Blob;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.connection.Request;
import io.github.captainos.registry.connection.RequestBody;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.registry.http.Location;
import io.github.captainos.registry.http.RegistryHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.time.Duration;

/**
 * Uploads a blob in two requests; jib takes three, and cuts what it sends into small pieces.
 *
 * @param http what sends them
 * @param uploads where uploads begin
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#post-then-put">OCI
 *     Distribution Specification: POST then PUT</a>
 */
record BlobUpload(RegistryHttp http, URL uploads) {
  private static final String OCTETS = "application/octet-stream";
  private static final long SLOWEST_BYTES_PER_MILLI = 10_000;
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);

  /**
   * Sends all of it.
   *
   * @throws IOException if the registry did not take it
   */
  void send(Blob blob) throws IOException {
    URL location = start();
    String digest = "digest=" + blob.descriptor().digest();
    URL complete = new URL(location + (location.getQuery() == null ? "?" : "&") + digest);
    http.sendOnly(
        Request.of("PUT", complete)
            .withBody(new Content(blob))
            .withComputing(silence(blob.descriptor().size())));
  }

  private URL start() throws IOException {
    try (Response started = http.send(Request.of("POST", uploads))) {
      String location = started.header("Location");
      URL answered = started.url();
      started.ignoreBody();
      if (location.isEmpty()) {
        throw new RegistryException("the registry does not say where to upload to");
      }
      return Location.of(answered, location);
    }
  }

  /**
   * A registry may be silent for as long as it takes to compute the digest of what it got, or to
   * put it where it keeps it.
   */
  private static Duration silence(long bytes) {
    Duration computing = Duration.ofMillis(bytes / SLOWEST_BYTES_PER_MILLI);
    return computing.compareTo(LONGEST_SILENCE) < 0 ? computing : LONGEST_SILENCE;
  }

  /**
   * The content of a blob.
   *
   * @param blob the blob
   */
  private record Content(Blob blob) implements RequestBody {
    @Override
    public String mediaType() {
      return OCTETS;
    }

    @Override
    public long length() {
      return blob.descriptor().size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      blob.writeTo(out);
    }
  }
}
