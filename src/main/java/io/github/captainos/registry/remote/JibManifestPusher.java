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
 * @param repository the repository to push to
 * @param http sends jib's requests and the credentials, which jib does not have
 */
record JibManifestPusher(RepositoryName repository, RegistryHttp http) {
  private static final AtomicBoolean WARM = new AtomicBoolean();

  /**
   * Loads jib's JSON library in the background, once: that takes longer than all requests to a
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
      JsonTemplateMapper.toByteArray(new RawManifest(Document.of("", "{}".getBytes(UTF_8))));
    } catch (Exception | LinkageError e) {
      // a push of a manifest fails with the same exception; without one, the build may have ended,
      // and Maven closed the jar that this thread still loads classes from
    }
  }

  /**
   * What the registry's answer declares.
   *
   * @param digest the digest of the manifest; empty if it does not declare it
   * @param subject the digest of its subject; empty if it does not declare it
   */
  record Pushed(String digest, String subject) {}

  /**
   * Pushes a manifest.
   *
   * @param reference a tag, or its digest
   * @throws IOException if the push failed
   */
  Pushed push(Document manifest, String reference) throws IOException {
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
      return new Pushed(transport.digest(), transport.subject());
    } catch (RegistryException e) {
      // jib's message for a TLS error, whose cause is more specific
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }
}
