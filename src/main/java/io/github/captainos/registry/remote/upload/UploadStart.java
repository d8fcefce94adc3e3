package io.github.captainos.registry.remote.upload;

import io.github.captainos.image.Descriptor;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.Location;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts uploads, or has the registry mount blobs instead. */
public final class UploadStart {
  private static final int SERVER_ERROR = 500;

  private final RegistryHttp http;
  private final URL uploads;
  private final Check isThere;
  private volatile @Nullable String mounting;

  /** A request for whether a blob exists. */
  public interface Check {
    boolean test(Descriptor blob) throws IOException;
  }

  /**
   * @param http sends the requests
   * @param uploads the URL that starts uploads
   * @param mounting the name of the repository of the registry that may have the blobs, or null
   * @param isThere returns whether the repository has a blob that was not mounted
   */
  public UploadStart(RegistryHttp http, URL uploads, @Nullable String mounting, Check isThere) {
    this.http = http;
    this.uploads = uploads;
    this.mounting = mounting;
    this.isThere = isThere;
  }

  /** Returns whether the registry is asked to mount blobs. */
  public boolean isMounting() {
    return mounting != null;
  }

  /** Has uploads started without asking for that from now on. */
  public void stopMounting() {
    mounting = null;
  }

  /**
   * Mounts a blob, or starts its upload. If mounting fails in the registry, which some do for
   * single blobs each time, this blob is uploaded.
   *
   * @return the upload, or empty if the blob was mounted, or is there
   * @see <a
   *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository">OCI
   *     Distribution Specification: mounting a blob from another repository</a>
   */
  Optional<UploadSession> mountOrStart(Descriptor blob) throws IOException {
    String from = mounting;
    if (from != null) {
      try {
        return start(new URL(uploads + "?mount=" + blob.digest() + "&from=" + from));
      } catch (StatusException e) {
        boolean isFault = e.status() >= SERVER_ERROR;
        if (e.isTransient() && !isFault) {
          throw e; // such as 429
        }
        if (!isFault) {
          stopMounting(); // such as without access to the other repository
        }
      }
    }
    return isThere.test(blob) ? Optional.empty() : start(uploads);
  }

  private Optional<UploadSession> start(URL url) throws IOException {
    try (Response started = http.send(Request.of("POST", url))) {
      started.ignoreBody();
      if (started.status() == HttpURLConnection.HTTP_CREATED && url.getQuery() != null) {
        return Optional.empty();
      }
      String location = started.header("Location");
      if (location.isEmpty()) {
        throw new RegistryException("the registry started an upload without a Location");
      }
      return Optional.of(
          UploadSession.started(http, Location.of(started.url(), location), started));
    }
  }
}
