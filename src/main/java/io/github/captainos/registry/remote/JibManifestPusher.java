package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.JibHttpClients;
import com.google.cloud.tools.jib.registry.RegistryClient;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.RequestBody;
import io.github.captainos.registry.http.Response;
import io.github.captainos.support.DaemonThreads;
import java.io.IOException;
import java.net.URL;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Pushes manifests and indexes with jib.
 *
 * @param repository the repository to push to
 * @param http sends jib's requests and the credentials, which jib does not have
 */
record JibManifestPusher(RepositoryName repository, RegistryHttp http) {
  private static final AtomicBoolean WARM = new AtomicBoolean();

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
      String digest = empty.descriptor().digest().toString();
      push(new RepositoryName("localhost", "none"), empty, digest, JibManifestPusher::answer);
    } catch (Exception | LinkageError e) {
      // a push of a manifest fails with the same exception; without one, the build may have ended,
      // and Maven closed the jar that this thread still loads classes from
    }
  }

  /** Answers a request that is not sent. */
  private static JibTransport.Declared answer(String method, String url, RequestBody body) {
    return new JibTransport.Declared(url.substring(url.lastIndexOf('/') + 1), "");
  }

  /**
   * Pushes a manifest.
   *
   * @param reference a tag, or its digest
   * @throws IOException if the push failed
   */
  JibTransport.Declared push(Manifest manifest, String reference) throws IOException {
    return push(repository, manifest, reference, this::send);
  }

  private JibTransport.Declared send(String method, String url, RequestBody body)
      throws IOException {
    Response response = http.send(Request.of(method, new URL(url)).withBody(body));
    JibTransport.Declared declared = JibTransport.Declared.by(response);
    response.ignoreBody();
    return declared;
  }

  private static JibTransport.Declared push(
      RepositoryName repository, Manifest manifest, String reference, JibTransport.Sender sender)
      throws IOException {
    JibTransport transport = new JibTransport(sender);
    RegistryClient client =
        RegistryClient.factory(
                EventHandlers.NONE,
                repository.registry(),
                repository.repository(),
                JibHttpClients.over(transport))
            .newRegistryClient();
    try {
      String pushed = client.pushManifest(new RawManifest(manifest), reference).toString();
      if (!pushed.equals(manifest.descriptor().digest().toString())) {
        throw new IllegalStateException("jib has sent another manifest, " + pushed);
      }
      return transport.declared();
    } catch (RegistryException e) {
      // jib's message for a TLS error, whose cause is more specific
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }
}
