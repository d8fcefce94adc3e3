package io.github.captainos.registry.remote;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.connection.Request;
import io.github.captainos.registry.connection.RequestBody;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.registry.http.Location;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An upload of blobs in two requests; jib needs three, and writes the content in small pieces.
 *
 * @param http sends the requests
 * @param uploads the URL that starts uploads
 * @param mounting the name of another repository of the registry that has the blobs; null if there
 *     is none, or once the registry has refused to mount one
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#post-then-put">OCI
 *     Distribution Specification: POST then PUT</a>
 */
record BlobUpload(RegistryHttp http, URL uploads, AtomicReference<@Nullable String> mounting) {
  private static final String OCTETS = "application/octet-stream";
  private static final int SERVER_ERROR = 500;
  private static final long SLOWEST_BYTES_PER_MILLI = 10_000;
  private static final Duration LONGEST_COMPUTING = Duration.ofMinutes(30);

  /**
   * Uploads a blob, unless the registry mounts it.
   *
   * @throws IOException if the upload failed
   */
  void send(Blob blob) throws IOException {
    URL location = mountOrStart(blob.descriptor());
    if (location == null) {
      return;
    }
    String digest = "digest=" + blob.descriptor().digest();
    URL complete = new URL(location + (location.getQuery() == null ? "?" : "&") + digest);
    http.sendOnly(
        Request.of("PUT", complete)
            .withBody(new Content(blob))
            .withComputing(computing(blob.descriptor().size())));
  }

  /**
   * Mounts a blob, or starts its upload. If mounting fails in the registry, which some do for
   * single blobs each time, this blob is uploaded.
   *
   * @return the upload's URL, or null if the blob was mounted
   * @see <a
   *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository">OCI
   *     Distribution Specification: mounting a blob from another repository</a>
   */
  private @Nullable URL mountOrStart(Descriptor blob) throws IOException {
    String from = mounting.get();
    if (from != null) {
      try {
        return start(new URL(uploads + "?mount=" + blob.digest() + "&from=" + from));
      } catch (StatusException e) {
        boolean isFault = e.status() >= SERVER_ERROR;
        if (e.isTransient() && !isFault) {
          throw e; // such as 429
        }
        if (!isFault) {
          mounting.set(null); // such as without access to the other repository
        }
      }
    }
    return start(uploads);
  }

  private @Nullable URL start(URL url) throws IOException {
    try (Response started = http.send(Request.of("POST", url))) {
      if (started.status() == HttpURLConnection.HTTP_CREATED && url.getQuery() != null) {
        started.ignoreBody();
        return null;
      }
      String location = started.header("Location");
      URL answered = started.url();
      started.ignoreBody();
      if (location.isEmpty()) {
        throw new RegistryException("the registry started an upload without a Location");
      }
      return Location.of(answered, location);
    }
  }

  /**
   * Returns how long a registry may take to compute the digest of a blob, or to copy it to its
   * storage, before it answers.
   */
  private static Duration computing(long bytes) {
    Duration computing = Duration.ofMillis(bytes / SLOWEST_BYTES_PER_MILLI);
    return computing.compareTo(LONGEST_COMPUTING) < 0 ? computing : LONGEST_COMPUTING;
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
