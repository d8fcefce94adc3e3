package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import com.google.api.client.testing.http.MockLowLevelHttpResponse;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.JibHttpClients;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.registry.RegistryClient;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.support.DaemonThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Pushes a manifest or index with jib, and is the HTTP transport that jib uses for it: jib's
 * request is sent like all others. An answer that is not a success is thrown, and not passed to
 * Google's HTTP library, which would read its body completely, and print a stack trace if that
 * fails.
 */
final class JibManifestPusher extends HttpTransport {
  private static final AtomicBoolean WARM = new AtomicBoolean();

  /** Sends the request, with the credentials, which jib does not have; null to send nothing. */
  private final @Nullable RegistryHttp http;

  private @Nullable Response response;

  private JibManifestPusher(@Nullable RegistryHttp http) {
    this.http = http;
  }

  /**
   * Loads the classes of a push in the background, once: that takes longer than all requests to a
   * registry in the same network.
   */
  static void warmUp() {
    if (WARM.getAndSet(true)) {
      return;
    }
    new DaemonThreads("captain-jib").newThread(JibManifestPusher::load).start();
  }

  private static void load() {
    try {
      Manifest empty = Manifest.of("application/json", "{}".getBytes(UTF_8));
      new JibManifestPusher(null).push(new RepositoryName("localhost", "none"), empty, "none");
    } catch (Exception | LinkageError e) {
      // a push of a manifest fails with the same exception; without one, the build may have ended,
      // and Maven closed the jar that this thread still loads classes from
    }
  }

  /**
   * Pushes a manifest.
   *
   * @param http sends the request
   * @param repository the repository to push to
   * @param reference a tag, or the manifest's digest
   * @return the registry's answer, which is a success, with its body closed
   * @throws IOException if the push failed
   */
  static Response push(
      RegistryHttp http, RepositoryName repository, Manifest manifest, String reference)
      throws IOException {
    JibManifestPusher pusher = new JibManifestPusher(http);
    pusher.push(repository, manifest, reference);
    return Objects.requireNonNull(pusher.response);
  }

  private void push(RepositoryName repository, Manifest manifest, String reference)
      throws IOException {
    RegistryClient client =
        RegistryClient.factory(
                EventHandlers.NONE,
                repository.registry(),
                repository.repository(),
                JibHttpClients.over(this))
            .newRegistryClient();
    try {
      String pushed = client.pushManifest(new RawManifest(manifest), reference).toString();
      if (!pushed.equals(manifest.descriptor().digest().toString())) {
        throw new IllegalStateException("jib has sent another manifest, " + pushed);
      }
    } catch (RegistryException e) {
      // jib's message for a TLS error, whose cause is more specific
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    return new LowLevelHttpRequest() {
      @Override
      public void addHeader(String name, String value) {
        // the connection pool sets the headers
      }

      @Override
      public LowLevelHttpResponse execute() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        getStreamingContent().writeTo(bytes);
        Request.Body body = Request.Body.of(getContentType(), bytes.toByteArray());
        if (http != null) {
          response = http.send(Request.of(method, new URL(url)).withBody(body));
          response.ignoreBody();
        }
        // without headers: the caller compares the digest that the registry declares
        return new MockLowLevelHttpResponse().setStatusCode(HttpURLConnection.HTTP_CREATED);
      }
    };
  }

  /**
   * A manifest or index as a template of jib. It is serialised to exactly the bytes of its digest:
   * jib's own templates drop unknown fields and white space.
   *
   * @param manifest the manifest
   */
  private record RawManifest(Manifest manifest) implements ManifestTemplate, JsonSerializable {
    @Override
    public int getSchemaVersion() {
      return 2;
    }

    @Override
    public String getManifestMediaType() {
      return manifest.descriptor().mediaType();
    }

    @Override
    public void serialize(JsonGenerator json, SerializerProvider serializers) throws IOException {
      if (!(json.getOutputTarget() instanceof OutputStream bytes)) {
        throw new IOException("a manifest can only be written as bytes");
      }
      json.flush();
      bytes.write(manifest.bytes());
    }

    @Override
    public void serializeWithType(
        JsonGenerator json, SerializerProvider serializers, TypeSerializer type)
        throws IOException {
      serialize(json, serializers);
    }
  }
}
