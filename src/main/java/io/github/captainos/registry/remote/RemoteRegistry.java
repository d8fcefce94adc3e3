package io.github.captainos.registry.remote;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.registry.JibManifests;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.VerifiedInputStream;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.support.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A repository of a registry with the OCI Distribution protocol.
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

  /**
   * The largest blob whose upload is started without a question whether it is there, in bytes. A
   * registry that does not mount gets it again, which takes less time than the question.
   */
  private static final long SMALL = 64 << 10;

  /** In bytes: a larger blob may take any time, as long as bytes arrive. */
  private static final long MAX_AT_ONCE = 256 << 10;

  private static final String SHA256 = "sha256:";
  private static final String DIGEST = "Docker-Content-Digest";

  private final RepositoryName repository;
  private final URL base;
  private final RegistryHttp http;
  private final RegistryCalls calls;
  private final RemoteLists lists;
  private final Object indexLock = new Object();

  /** The repository that blobs are mounted from, or null. */
  private final AtomicReference<@Nullable String> other;

  /** The repository itself, which has what it can mount; null if it does not mount. */
  private final AtomicReference<@Nullable String> own;

  /** Whether the registry has said of a blob that it had it, which is checked once. */
  private final AtomicBoolean hasClaimed = new AtomicBoolean();

  /** The largest body that the registry accepts, in bytes. */
  private final AtomicLong limit = new AtomicLong(Long.MAX_VALUE);

  /** Whether each blob that was pushed is stored. */
  private final Map<DescriptorDigest, AtomicBoolean> uploads = new ConcurrentHashMap<>();

  /**
   * @param repository the repository
   * @param access what it is opened for
   * @param mountedFrom the name of another repository of the registry that blobs are mounted from
   *     if that is possible, or null
   * @param options the connection options
   * @param time clocks, pauses and timers
   * @throws IllegalArgumentException if the registry's name is not a host and port
   * @throws IOException if the certificates to be trusted cannot be read
   */
  public RemoteRegistry(
      RepositoryName repository,
      Access access,
      @Nullable String mountedFrom,
      RegistryOptions options,
      Time time)
      throws IOException {
    this.repository = repository;
    this.http = new RegistryHttp(repository, access, mountedFrom, options, time);
    this.base = http.url(repository.repository() + "/");
    ErrorMessages errorMessages = new ErrorMessages(repository, access, options.names());
    Function<Throwable, String> messages =
        failure -> errorMessages.of(failure, http.credentials(), time.instant());
    this.calls =
        new RegistryCalls(
            options, messages, time, repository.registry() + "/" + repository.repository());
    this.other = new AtomicReference<>(mountedFrom);
    this.own = new AtomicReference<>(repository.repository());
    this.lists = new RemoteLists(http, calls, base, time);
  }

  @Override
  public void logIn() throws IOException {
    calls
        .about(repository.registry())
        .call(
            () -> {
              http.logIn();
              return this;
            });
  }

  /** Returns what runs calls about a manifest. */
  private RegistryCalls callsAbout(String reference) {
    String separator = reference.contains(":") ? "@" : ":";
    return calls.about(
        repository.registry() + "/" + repository.repository() + separator + reference);
  }

  /** Returns what sends requests, once each. */
  RegistryHttp http() {
    return http;
  }

  /** Returns a URL below that of the repository. */
  URL url(String path) throws IOException {
    return new URL(base, path);
  }

  @Override
  public Optional<Manifest> manifest(String reference) throws IOException {
    Request request =
        Request.of("GET", url("manifests/" + reference)).withHeader("Accept", ACCEPTED);
    return callsAbout(reference)
        .call(
            () -> {
              try (Response response = http.find(request)) {
                if (response == null) {
                  return Optional.<Manifest>empty();
                }
                Manifest manifest = manifest(response, response.content("the manifest"));
                String digest = manifest.digest().toString();
                if (reference.startsWith(SHA256) && !digest.equals(reference)) {
                  throw new ContentException(
                      "the manifest received is not " + reference + ", but " + digest);
                }
                return Optional.of(manifest);
              }
            });
  }

  /**
   * Reads a manifest from an answer.
   *
   * @param bytes the body of the answer
   * @throws ContentException if it is none, as a page of a proxy is, or not the one with the digest
   *     that the registry declares, such as one that was cut off
   */
  static Manifest manifest(Response response, byte[] bytes) throws ContentException {
    Manifest manifest;
    try {
      manifest = Manifest.read(response.mediaType(), bytes);
    } catch (IOException e) {
      throw new ContentException("the registry's answer is not a manifest", e);
    }
    checkDigest(manifest, response.header(DIGEST), "sent");
    return manifest;
  }

  /**
   * Compares the digest of a manifest with the one that the registry declares.
   *
   * @param declared the digest; empty if the registry does not declare one
   * @param action what the registry did with the manifest, in the past tense
   */
  private static void checkDigest(Manifest manifest, String declared, String action)
      throws ContentException {
    if (declared.startsWith(SHA256) && !declared.equals(manifest.digest().toString())) {
      throw new ContentException(
          "the registry %s the manifest %s, but declares the digest %s"
              .formatted(action, manifest.digest(), Printable.of(declared)));
    }
  }

  @Override
  public byte[] get(Descriptor blob, int max) throws IOException {
    if (blob.size() > Math.min(max, MAX_AT_ONCE)) {
      return Registry.super.get(blob, max);
    }
    byte[] bytes =
        calls
            .about(blob)
            .call(
                () -> {
                  try (Response answer = Download.send(http, Request.of("GET", url(blob)), blob)) {
                    byte[] content = answer.content("the blob " + blob.digest());
                    if (content.length < blob.size() && !answer.hasKnownEnd()) {
                      throw VerifiedInputStream.truncated(blob, blob.size() - content.length);
                    }
                    return content;
                  }
                });
    return VerifiedInputStream.readAll(new ByteArrayInputStream(bytes), blob);
  }

  @Override
  public InputStream open(Descriptor blob, long from) throws IOException {
    return new Download(http, calls.about(blob), url(blob), blob, from);
  }

  private URL url(Descriptor blob) throws IOException {
    return url("blobs/" + blob.digest());
  }

  @Override
  public OptionalLong space() {
    return OptionalLong.empty(); // the protocol does not say
  }

  @Override
  public boolean hasBlob(Descriptor blob) throws IOException {
    return calls.about(blob).call(() -> isThere(blob));
  }

  /** Sends a request for whether there is a blob once. */
  boolean isThere(Descriptor blob) throws IOException {
    return has(Request.of("HEAD", url(blob)), blob);
  }

  @Override
  public boolean hasManifest(Manifest manifest) throws IOException {
    Descriptor descriptor = manifest.descriptor();
    Request request =
        Request.of("HEAD", url("manifests/" + descriptor.digest()))
            .withHeader("Accept", descriptor.mediaType());
    return callsAbout(descriptor.digest().toString()).call(() -> has(request, descriptor));
  }

  /**
   * Sends a request for whether there is some content. Checks the size, too: a proxy's page may be
   * an answer with the status 200.
   */
  private boolean has(Request request, Descriptor content) throws IOException {
    try (Response found = http.find(request)) {
      return found != null && found.header("Content-Length").equals(Long.toString(content.size()));
    }
  }

  @Override
  public void connect() throws IOException {
    http.open();
  }

  @Override
  public void pushBlob(Blob blob) throws IOException {
    once(blob, () -> upload(blob, false));
  }

  @Override
  public boolean pushNewBlob(Blob blob) throws IOException {
    return once(
        blob,
        () -> {
          if (blob.descriptor().size() <= SMALL && own.get() != null) {
            return startNew(blob);
          }
          boolean isNew = !hasBlob(blob.descriptor());
          if (isNew) {
            upload(blob, false);
          }
          return isNew;
        });
  }

  private interface Uploading {
    boolean run() throws IOException;
  }

  /**
   * Runs the upload of a blob unless it has succeeded before; while another thread runs it, waits
   * for that one. Configs such as {@code {}} belong to several manifests, which are pushed at the
   * same time, and some registries say that a blob is unknown while it is written again.
   */
  private boolean once(Blob blob, Uploading upload) throws IOException {
    AtomicBoolean isThere =
        uploads.computeIfAbsent(blob.descriptor().digest(), digest -> new AtomicBoolean());
    synchronized (isThere) {
      boolean isNew = !isThere.get() && upload.run();
      isThere.set(true);
      return isNew;
    }
  }

  /**
   * Stores a blob unless it is there. OCI Distribution Specification 1.1, end-11: a blob that is
   * mounted from the repository that it is to be in is there already; otherwise, the same request
   * has started its upload.
   *
   * @return whether it was stored now
   */
  private boolean startNew(Blob blob) throws IOException {
    boolean isNew = upload(blob, true);
    if (!isNew
        && own.get() != null
        && hasClaimed.compareAndSet(false, true)
        && !hasBlob(blob.descriptor())) {
      own.set(null); // it claims what it does not do
      return upload(blob, true);
    }
    return isNew;
  }

  /**
   * Stores a blob, or has the registry mount it.
   *
   * @param mayBeThere whether the repository may have it already
   * @return whether it was sent
   */
  private boolean upload(Blob blob, boolean mayBeThere) throws IOException {
    RegistryCalls about = calls.about(blob.descriptor());
    return about.call(new Upload(this, about, mayBeThere ? own : other, mayBeThere, limit, blob));
  }

  @Override
  public void pushManifest(Manifest manifest) throws IOException {
    push(manifest.descriptor().digest().toString(), manifest);
  }

  @Override
  public void tag(String tag, Manifest manifest) throws IOException {
    push(tag, manifest);
  }

  /**
   * Stores a manifest under a tag or its digest.
   *
   * @return the registry's answer, with its body closed
   */
  private Response push(String reference, Manifest manifest) throws IOException {
    Response stored = callsAbout(reference).call(() -> put(reference, manifest));
    checkDigest(manifest, stored.header(DIGEST), "stored");
    return stored;
  }

  private Response put(String reference, Manifest manifest) throws IOException {
    Request.Body body = Request.Body.of(manifest.descriptor().mediaType(), manifest.bytes());
    AtomicReference<Response> answer = new AtomicReference<>();
    JibManifests.push(
        repository.registry(),
        repository.repository(),
        reference,
        (method, url) -> answer.set(http.send(Request.of(method, url).withBody(body))));
    Response stored = answer.get();
    stored.ignoreBody();
    return stored;
  }

  @Override
  public Optional<List<String>> tags() throws IOException {
    return lists.tags();
  }

  /** Without a list of the registry, there may be an index under a tag. */
  @Override
  public Referrers referrers(DescriptorDigest subject, int max) throws IOException {
    Optional<Referrers> listed = lists.referrers(subject);
    return (listed.isPresent() ? listed : referrersIndex(subject).flatMap(Referrers::of))
        .orElse(Referrers.NONE)
        .upTo(max);
  }

  /**
   * Returns what the tag of the index of referrers refers to; empty if it does not exist, or refers
   * to the subject itself, as programs that copy an image by its digest have it.
   */
  private Optional<Manifest> referrersIndex(DescriptorDigest subject) throws IOException {
    return manifest(Referrers.tagOf(subject)).filter(index -> !index.digest().equals(subject));
  }

  /**
   * Stores a manifest, and its entry in the index, unless the registry lists it by itself: its
   * answer has the subject, or its list the manifest.
   *
   * @throws IOException if a request fails, or if the tag of the index refers to something else
   */
  @Override
  public void pushReferrer(Manifest manifest, DescriptorDigest subject) throws IOException {
    Response stored = push(manifest.digest().toString(), manifest);
    if (!stored.header("OCI-Subject").isEmpty() || lists(manifest, subject)) {
      return;
    }
    String tag = Referrers.tagOf(subject);
    synchronized (indexLock) { // or another thread's entry would be lost
      Optional<Manifest> before = referrersIndex(subject);
      tag(tag, Referrers.index(before.orElse(null), manifest).orElseThrow(() -> taken(tag)));
    }
  }

  private boolean lists(Manifest manifest, DescriptorDigest subject) throws IOException {
    return lists.referrers(subject).orElse(Referrers.NONE).entries().stream()
        .anyMatch(entry -> entry.digest().equals(manifest.digest()));
  }

  private static RegistryException taken(String tag) {
    return new RegistryException(
        "the registry lists what refers to an image under the tag "
            + tag
            + ", and this tag refers to something else, so it was not moved. Delete the tag");
  }

  @Override
  public void close() {
    calls.close();
    http.close();
  }
}
