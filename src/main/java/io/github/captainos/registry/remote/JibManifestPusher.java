package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.JibHttpClients;
import com.google.cloud.tools.jib.json.JsonTemplateMapper;
import com.google.cloud.tools.jib.registry.RegistryClient;
import io.github.captainos.image.Document;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.support.DaemonThreads;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Pushes manifests and indexes with jib.
 *
 * @param repository where to
 * @param http what sends jib's requests, credentials included: jib itself has none
 */
record JibManifestPusher(RepositoryName repository, RegistryHttp http) {
  private static final AtomicBoolean WARM = new AtomicBoolean();

  /**
   * Loads jib's JSON library in the background, once: it takes longer than all that is said to a
   * registry that is near.
   */
  static void warmUp() {
    if (WARM.getAndSet(true)) {
      return;
    }
    new DaemonThreads("captain-jib").newThread(JibManifestPusher::load).start();
  }

  private static void load() {
    try {
      JsonTemplateMapper.toByteArray(new RawManifest(Document.of("", "{}".getBytes(UTF_8))));
    } catch (IOException | LinkageError e) {
      // whoever pushes a manifest gets to know
    }
  }

  /**
   * Pushes a manifest.
   *
   * @param reference a tag, or its digest
   * @return the digest that the registry says it has; empty where it does not say
   * @throws IOException if the registry did not take it
   */
  String push(Document manifest, String reference) throws IOException {
    JibTransport transport = new JibTransport(http);
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
      return transport.digest();
    } catch (RegistryException e) {
      // jib's words for a TLS error, whose cause has more to say
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }
}
