package io.github.captainos.registry.remote;

import com.google.api.client.http.AbstractHttpContent;
import com.google.cloud.tools.jib.http.Request;
import com.google.cloud.tools.jib.http.Response;
import io.github.captainos.image.Blob;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.RegistryHttpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * Sends a blob in two requests; jib takes three, and cuts what it sends into small pieces.
 *
 * @param http what to send it with
 * @param uploads where uploads begin
 * @param authorization what says who we are, or null
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#post-then-put">OCI
 *     Distribution Specification: POST then PUT</a>
 */
record BlobUpload(RegistryHttpClient http, URL uploads, @Nullable String authorization) {
  private static final String OCTETS = "application/octet-stream";

  /**
   * Sends all of it.
   *
   * @throws IOException if the registry did not take it
   */
  void send(Blob blob) throws IOException {
    String location;
    try (Response started = http.send("POST", uploads, request(null), authorization)) {
      location =
          started.getHeader("Location").stream()
              .findFirst()
              .orElseThrow(
                  () -> new RegistryException("the registry does not say where to upload to"));
    }
    URL target = new URL(uploads, location);
    String digest = "digest=" + blob.descriptor().digest();
    URL complete = new URL(target.toString() + (target.getQuery() == null ? "?" : "&") + digest);
    http.send("PUT", complete, request(new Content(blob)), authorization).close();
  }

  private static Request request(@Nullable Content content) {
    return Request.builder().setUserAgent(JibConnection.USER_AGENT).setBody(content).build();
  }

  private static final class Content extends AbstractHttpContent {
    private final Blob blob;

    private Content(Blob blob) {
      super(OCTETS);
      this.blob = blob;
    }

    @Override
    public long getLength() {
      return blob.descriptor().size();
    }

    @Override
    public boolean retrySupported() {
      return false;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      blob.writeTo(out);
    }
  }
}
