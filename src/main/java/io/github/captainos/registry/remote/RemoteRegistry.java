package io.github.captainos.registry.remote;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.auth.Authenticator;
import io.github.captainos.registry.connection.Request;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.registry.http.Origin;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.RegistryTransport;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.net.URL;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A repository of a registry that speaks the OCI Distribution protocol.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">OCI
 *     Distribution Specification</a>
 */
public final class RemoteRegistry implements Registry {
  private static final String ACCEPTED =
      String.join(
          ",",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.docker.distribution.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.oci.image.index.v1+json");
  private static final Predicate<Throwable> NOTHING_ELSE = failure -> false;

  private final Access access;
  private final URL base;
  private final Authenticator authenticator;
  private final RegistryHttp http;
  private final JibManifestPusher pusher;
  private final RegistryCalls calls;

  /**
   * @param repository the repository
   * @param access what is going to be done with it
   * @param options how to reach it
   * @param time clocks, pauses and timers
   * @throws IllegalArgumentException if the registry's name is no host and port
   * @throws IOException if the certificates to be trusted cannot be read
   */
  public RemoteRegistry(
      RepositoryName repository, Access access, RegistryOptions options, Time time)
      throws IOException {
    this.access = access;
    Origin origin = Origin.of(repository.registry());
    this.base = new URL(origin.base(), repository.repository() + "/");
    RegistryTransport transport = new RegistryTransport(origin, options, time);
    this.authenticator = new Authenticator(transport, repository, access, options);
    this.http = new RegistryHttp(transport, authenticator);
    this.pusher = new JibManifestPusher(repository, http);
    ErrorMessages messages = new ErrorMessages(repository, access);
    Function<Throwable, String> words =
        failure -> messages.of(failure, authenticator.credentials(), time.instant());
    this.calls =
        new RegistryCalls(
            new RetryPolicy(options.retries(), options.timeout(), words, time), words);
  }

  @Override
  public void logIn() throws IOException {
    if (access == Access.WRITE) {
      JibManifestPusher.warmUp();
    }
    calls.call(attempt -> authenticator.current(), NOTHING_ELSE);
  }

  private URL url(String path) throws IOException {
    return new URL(base, path);
  }

  private interface Reader<T> {
    T read(Response response) throws IOException;
  }

  /** Returns what a reader makes of an answer, or empty where there is no such thing. */
  private <T> Optional<T> get(Request request, Reader<T> reader) throws IOException {
    return calls.call(
        attempt -> {
          try (Response response = http.send(request)) {
            return Optional.of(reader.read(response));
          } catch (StatusException e) {
            if (TransientErrors.isNotFound(e)) {
              return Optional.<T>empty();
            }
            throw e;
          }
        },
        NOTHING_ELSE);
  }

  @Override
  public Optional<Document> find(String reference) throws IOException {
    Request request =
        Request.of("GET", url("manifests/" + reference)).withHeader("Accept", ACCEPTED);
    return get(request, ManifestAnswer::read);
  }

  @Override
  public <T> T read(Descriptor blob, Registry.Reader<T> reader) throws IOException {
    Request request = Request.of("GET", url("blobs/" + blob.digest())).withLongAnswer();
    return get(request, response -> reader.read(response.body()))
        .orElseThrow(() -> new RegistryException("the registry has no blob " + blob.digest()));
  }

  @Override
  public boolean hasBlob(Descriptor blob) throws IOException {
    return calls.call(attempt -> has(blob), NOTHING_ELSE);
  }

  /** A proxy's page, too, may be an answer. */
  private boolean has(Descriptor blob) throws IOException {
    try (Response found = http.send(Request.of("HEAD", url("blobs/" + blob.digest())))) {
      return found.header("Content-Length").equals(Long.toString(blob.size()));
    } catch (StatusException e) {
      if (TransientErrors.isNotFound(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void pushBlob(Blob blob) throws IOException {
    BlobUpload upload = new BlobUpload(http, url("blobs/uploads/"));
    calls.call(
        attempt -> {
          // the attempt before may have done its work although its answer was lost
          if (attempt == 0 || !has(blob.descriptor())) {
            upload.send(blob);
          }
          return blob;
        },
        RemoteRegistry::isForgottenUpload);
  }

  /** OCI Distribution Specification 1.1: an upload that the registry does not know begins anew. */
  private static boolean isForgottenUpload(Throwable failure) {
    return TransientErrors.isNotFound(failure)
        && !((StatusException) failure).method().equals("POST");
  }

  @Override
  public void pushManifest(Document manifest) throws IOException {
    push(manifest.descriptor().digest().toString(), manifest);
  }

  @Override
  public void tag(String tag, Document manifest) throws IOException {
    push(tag, manifest);
  }

  private void push(String reference, Document manifest) throws IOException {
    String stored =
        calls.call(
            attempt -> pusher.push(manifest, reference),
            // all of them were pushed or seen there: it has not caught up, or writes them again
            failure -> TransientErrors.hasCode(failure, "MANIFEST_BLOB_UNKNOWN"));
    ManifestAnswer.checkDigest(manifest, stored, "took");
  }

  @Override
  public void close() {
    calls.close();
    http.close();
  }
}
