package io.github.captainos.registry;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.blob.Blobs;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.registry.RegistryClient;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.FileChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A repository of a registry that speaks the OCI Distribution protocol, by way of jib-core.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">OCI
 *     Distribution Specification</a>
 */
final class RemoteRegistry implements Registry {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteRegistry.class);
  private static final Consumer<Long> NOBODY_LISTENS = bytes -> {};

  /** OCI Distribution Specification 1.1, pushing manifests: registries need not take more. */
  private static final int LARGEST_MANIFEST = 4 << 20;

  private final ImageReference repository;
  private final Registries.Access access;
  private final RegistryHttpClient http;
  private @Nullable RegistryClient client;
  private @Nullable Credentials credentials;

  RemoteRegistry(ImageReference repository, Registries.Access access) {
    this.repository = repository;
    this.access = access;
    this.http = new RegistryHttpClient(repository.getRegistry(), RemoteRegistry::log);
  }

  @Override
  public Optional<Document> find(String reference) throws IOException {
    Optional<Answer> answer = get(client -> client.pullManifest(reference));
    return answer.isEmpty() ? Optional.empty() : Optional.of(document(answer.get()));
  }

  private static Document document(Answer answer) throws IOException {
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(LARGEST_MANIFEST + 1);
      if (bytes.length > LARGEST_MANIFEST) {
        throw new RegistryException("the manifest has more than " + LARGEST_MANIFEST + " bytes");
      }
      Document document = Document.of(answer.mediaType(), bytes);
      check(document, Answer.digest(answer.response()));
      return document;
    }
  }

  /** A proxy's page is no manifest, and a manifest that was cut short is another one. */
  private static void check(Document manifest, String promised) throws RegistryException {
    try {
      manifest.json();
    } catch (IOException e) {
      throw new RegistryException("the registry answered something that is no manifest", e);
    }
    checkDigest(manifest, promised, "sent");
  }

  private static void checkDigest(Document manifest, String other, String did)
      throws RegistryException {
    String digest = manifest.descriptor().digest().toString();
    if (other.startsWith("sha256:") && !other.equals(digest)) {
      throw new RegistryException(
          "the registry " + did + " the manifest " + digest + " and calls it " + other);
    }
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    return get(client -> {
          client
              .pullBlob(blob.digest(), NOBODY_LISTENS, NOBODY_LISTENS)
              .writeTo(OutputStream.nullOutputStream());
          return true;
        })
        .orElseThrow(() -> new RegistryException("the registry has no blob " + blob.digest()))
        .body();
  }

  @Override
  public boolean hasBlob(Descriptor blob) throws IOException {
    try {
      return call(client -> client.checkBlob(blob.digest())).isPresent();
    } catch (NotFound e) {
      return false;
    }
  }

  @Override
  public void pushBlob(Blob blob) throws IOException {
    // not retryable: jib would repeat a request that failed because the file had changed
    call(
        client ->
            client.pushBlob(
                blob.descriptor().digest(),
                Blobs.from(blob::writeTo, false),
                null,
                NOBODY_LISTENS));
  }

  @Override
  public void pushManifest(Document manifest) throws IOException {
    push(manifest.descriptor().digest().toString(), manifest);
  }

  @Override
  public void tag(String tag, Document manifest) throws IOException {
    push(tag, manifest);
  }

  private void push(String qualifier, Document manifest) throws IOException {
    call(client -> client.pushManifest(new RawManifest(manifest), qualifier));
    checkDigest(manifest, http.stored().orElse(""), "took");
  }

  /** Makes a request whose answer never reaches jib. */
  private Optional<Answer> get(Request<?> request) throws IOException {
    try {
      call(request);
      throw new IllegalStateException("An answer went astray");
    } catch (Answer.Taken taken) {
      return Optional.of(taken.answer());
    } catch (NotFound e) {
      return Optional.empty();
    }
  }

  private interface Request<T> {
    T on(RegistryClient client)
        throws IOException, com.google.cloud.tools.jib.api.RegistryException;
  }

  /** The registry has no such thing; whether that is a failure, the caller knows. */
  private static final class NotFound extends IOException {
    private static final long serialVersionUID = 1L;

    private NotFound(RegistryException e) {
      super(e.getMessage(), e);
    }
  }

  private <T> T call(Request<T> request) throws IOException {
    RegistryClient connected = client();
    try {
      return request.on(connected);
    } catch (Answer.Taken | RegistryException | FileChangedException e) {
      throw e;
    } catch (IOException | com.google.cloud.tools.jib.api.RegistryException | RuntimeException e) {
      // jib wraps a URL that it cannot parse into a RuntimeException
      RegistryException translated = RegistryFailure.translate(e, repository, credentials);
      throw RegistryFailure.isNotFound(e) ? new NotFound(translated) : translated;
    }
  }

  private synchronized RegistryClient client() throws IOException {
    if (client != null) {
      return client;
    }
    try {
      client = connect();
      return client;
    } catch (RegistryException e) {
      throw e;
    } catch (IOException | com.google.cloud.tools.jib.api.RegistryException | RuntimeException e) {
      if (RegistryFailure.isNotFound(e)) {
        throw new RegistryException(
            "there is no registry at "
                + repository.getRegistry()
                + " (it answered 404 to /v2/). Check captain.registry",
            e);
      }
      throw RegistryFailure.translate(e, repository, credentials);
    }
  }

  private RegistryClient connect()
      throws IOException, com.google.cloud.tools.jib.api.RegistryException {
    credentials = Credentials.find(repository);
    Credential credential = credentials.credential();
    RegistryClient connected =
        RegistryClient.factory(
                EventHandlers.builder().add(LogEvent.class, RemoteRegistry::log).build(),
                repository.getRegistry(),
                repository.getRepository(),
                http)
            .setCredential(credential)
            .setUserAgent("captain-maven-plugin")
            .newRegistryClient();
    boolean bearer =
        access == Registries.Access.WRITE
            ? connected.doPushBearerAuth()
            : connected.doPullBearerAuth();
    if (!bearer && credential != null && !credential.isOAuth2RefreshToken()) {
      connected.configureBasicAuth();
    }
    return connected;
  }

  /**
   * What jib says of errors is said again, better, in the exception. Retries must not be silent.
   */
  private static void log(LogEvent event) {
    String message = event.getMessage().replaceAll("\\?\\S*", ""); // upload state means nothing
    if (event.getLevel() == LogEvent.Level.WARN && message.endsWith("will be retried")) {
      LOG.warn("{}", message);
    } else {
      LOG.debug("{}", message);
    }
  }

  @Override
  public void close() {
    try {
      http.shutDown();
    } catch (IOException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }
}
