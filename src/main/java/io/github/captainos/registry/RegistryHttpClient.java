package io.github.captainos.registry;

import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.http.Request;
import com.google.cloud.tools.jib.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * jib's HTTP client, with what it lacks: plain HTTP to this machine and to no other, one open
 * connection instead of all that there ever were, and manifests as the bytes they are.
 */
final class RegistryHttpClient extends FailoverHttpClient {
  /** OCI Distribution Specification 1.1, pushing manifests: registries need not take more. */
  private static final int LARGEST_MANIFEST = 4 << 20;

  private final Consumer<LogEvent> log;
  private @Nullable FailoverHttpClient last;
  private @Nullable Boolean plainHttp;

  RegistryHttpClient(Consumer<LogEvent> log) {
    super(false, false, log);
    this.log = log;
  }

  /**
   * The way out for a manifest's bytes: jib would parse them and keep only what it knows, and its
   * response classes cannot be made by others.
   */
  static final class ManifestRead extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient byte[] bytes;

    private ManifestRead(byte[] bytes) {
      super("manifest read");
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws ManifestRead where the request gets a manifest, with the bytes of the answer
   */
  @Override
  public Response call(String method, URL url, Request request) throws IOException {
    URL target = target(url);
    boolean plain = target.getProtocol().equals("http");
    shutDown(); // the request before this one is through: RegistryClient does one after the other
    // "failover" to jib means that plain HTTP is allowed; with an https URL it would also mean that
    // certificates aren't
    last = new FailoverHttpClient(plain, plain, log);
    Response response = last.call(method, target, request);
    if (method.equals("GET") && url.getPath().contains("/manifests/")) {
      throw new ManifestRead(body(response));
    }
    return response;
  }

  private URL target(URL url) throws IOException {
    if (!Loopback.is(url.getHost())) {
      if (!url.getProtocol().equals("https")) {
        throw new RegistryException(
            "plain HTTP is only spoken to this machine itself, not to " + url.getHost());
      }
      return url;
    }
    if (url.getProtocol().equals("https") && speaksPlainHttp(url)) {
      return withScheme("http", url);
    }
    return url;
  }

  private boolean speaksPlainHttp(URL url) throws IOException {
    if (plainHttp == null) {
      plainHttp = Loopback.speaksPlainHttp(url.getAuthority());
    }
    return plainHttp;
  }

  private static URL withScheme(String scheme, URL url) throws MalformedURLException {
    return new URL(scheme, url.getHost(), url.getPort(), url.getFile());
  }

  private static byte[] body(Response response) throws IOException {
    try (response;
        InputStream in = response.getBody()) {
      byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
      if (bytes.length > LARGEST_MANIFEST) {
        throw new RegistryException("the manifest has more than " + LARGEST_MANIFEST + " bytes");
      }
      return bytes;
    }
  }

  @Override
  public void shutDown() throws IOException {
    if (last != null) {
      last.shutDown();
      last = null;
    }
  }
}
