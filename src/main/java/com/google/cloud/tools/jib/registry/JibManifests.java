package com.google.cloud.tools.jib.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.http.Request;
import com.google.cloud.tools.jib.http.Response;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import java.io.IOException;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * Access to jib's push of a manifest, which is package-private. jib says what is requested; the
 * caller sends it, with the bytes of the manifest: jib's own would be those of its templates, which
 * drop unknown fields. So neither Jackson's data binding nor Google's HTTP library is loaded, which
 * would take longer than all requests to a registry in the same network.
 */
public final class JibManifests {
  /** Even handlers of nothing would load a hundred classes of Guava. */
  private static final @Nullable EventHandlers NO_EVENTS = null;

  private JibManifests() {}

  /** Sends the request. */
  public interface Sender {
    /**
     * Sends the bytes of the manifest.
     *
     * @param url where to send them; always with {@code https}
     * @throws IOException if the answer is not a success
     */
    void send(String method, URL url) throws IOException;
  }

  /**
   * Pushes a manifest or index.
   *
   * @param registry the host and port of the registry
   * @param reference a tag, or the digest of the manifest
   * @throws IOException if the push failed: what the sender has thrown
   */
  public static void push(String registry, String repository, String reference, Sender sender)
      throws IOException {
    RegistryEndpointRequestProperties properties =
        new RegistryEndpointRequestProperties(registry, repository);
    Client client = new Client(sender);
    try {
      new RegistryEndpointCaller<>(
              NO_EVENTS, null, new Endpoint(properties, reference), null, properties, client)
          .call();
    } catch (RegistryException e) {
      throw new IllegalStateException(e); // jib is not told of failures
    }
    if (client.failure != null) {
      throw client.failure;
    }
  }

  /** jib's endpoint, without the digest of a template: the caller checks what was stored. */
  private static final class Endpoint extends ManifestPusher {
    Endpoint(RegistryEndpointRequestProperties properties, String reference) {
      super(properties, new NoTemplate(), reference, NO_EVENTS);
    }

    @Override
    public @Nullable DescriptorDigest handleResponse(@Nullable Response response) {
      return null;
    }
  }

  private static final class NoTemplate implements ManifestTemplate {
    @Override
    public int getSchemaVersion() {
      return 2;
    }

    @Override
    public String getManifestMediaType() {
      return "";
    }
  }

  /** Keeps a failure, for which jib would dispatch events, and have a message of its own. */
  private static final class Client extends FailoverHttpClient {
    private final Sender sender;
    private @Nullable IOException failure;

    Client(Sender sender) {
      super(false, false, event -> {});
      this.sender = sender;
    }

    @Override
    public @Nullable Response call(String method, URL url, Request request) {
      try {
        sender.send(method, url);
      } catch (IOException e) {
        failure = e;
      }
      return null;
    }
  }
}
