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
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A repository of a registry that speaks the OCI Distribution protocol, by way of jib-core.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">OCI
 *     Distribution Specification</a>
 */
public final class RemoteRegistry implements Registry {
  private static final Consumer<Long> NOBODY_LISTENS = bytes -> {};

  private final JibConnection connection;
  private final URL uploads;

  public RemoteRegistry(
      RepositoryName repository, Access access, RegistryOptions options, Time time)
      throws IOException {
    this.connection = new JibConnection(repository, access, options, time);
    this.uploads =
        new URL(
            "https://%s/v2/%s/blobs/uploads/"
                .formatted(repository.registry(), repository.repository()));
  }

  @Override
  public void logIn() throws IOException {
    connection.logIn();
  }

  @Override
  public Optional<Document> find(String reference) throws IOException {
    return connection.get(
        (session, attempt) -> session.client().pullManifest(reference), RemoteRegistry::document);
  }

  private static Document document(Answer answer, InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(Document.LARGEST + 1);
    if (bytes.length > Document.LARGEST) {
      throw new RegistryException("the manifest has more than " + Document.LARGEST + " bytes");
    }
    Document document = Document.of(answer.mediaType(), bytes);
    check(document, Answer.digest(answer.response()));
    return document;
  }

  /** A proxy's page is no manifest, and a manifest that was cut short is another one. */
  private static void check(Document manifest, String promised) throws RegistryException {
    try {
      manifest.check();
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
          "the registry "
              + did
              + " the manifest "
              + digest
              + " and calls it "
              + Printable.of(other));
    }
  }

  @Override
  public <T> T read(Descriptor blob, Reader<T> reader) throws IOException {
    Optional<T> result =
        connection.get(
            (session, attempt) -> {
              session
                  .client()
                  .pullBlob(blob.digest(), NOBODY_LISTENS, NOBODY_LISTENS)
                  .writeTo(OutputStream.nullOutputStream());
              return blob;
            },
            (answer, body) -> reader.read(body));
    return result.orElseThrow(
        () -> new RegistryException("the registry has no blob " + blob.digest()));
  }

  @Override
  public boolean hasBlob(Descriptor blob) throws IOException {
    return connection.call((session, attempt) -> has(session, blob), failure -> false);
  }

  /** A proxy's page, too, may be an answer. */
  private static boolean has(JibConnection.Session session, Descriptor blob)
      throws IOException, com.google.cloud.tools.jib.api.RegistryException {
    return session
        .client()
        .checkBlob(blob.digest())
        .filter(found -> found.getSize() == blob.size())
        .isPresent();
  }

  @Override
  public void pushBlob(Blob blob) throws IOException {
    Descriptor descriptor = blob.descriptor();
    connection.http().uploading(descriptor.size());
    connection.call(
        (session, attempt) -> {
          // the attempt before may have done its work although its answer was lost
          if (attempt == 0 || !has(session, descriptor)) {
            new BlobUpload(connection.http(), uploads, session.authorization()).send(blob);
          }
          return blob;
        },
        this::isForgottenUpload);
  }

  /** OCI Distribution Specification 1.1: an upload that the registry does not know begins anew. */
  private boolean isForgottenUpload(Throwable failure) {
    return TransientErrors.hasStatus(failure, 404)
        && !connection.http().lastMethod().equals("POST");
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
    String stored =
        connection.store(
            manifest,
            qualifier,
            // all of them were pushed or seen there: it has not caught up, or writes them again
            failure -> TransientErrors.hasCode(failure, "MANIFEST_BLOB_UNKNOWN"));
    checkDigest(manifest, stored, "took");
  }

  @Override
  public void close() {
    connection.close();
  }
}
