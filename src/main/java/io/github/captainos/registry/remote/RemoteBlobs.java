package io.github.captainos.registry.remote;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The blobs of a repository. */
final class RemoteBlobs {
  /**
   * The largest blob whose upload is started without a question whether it is there, in bytes. A
   * registry that does not mount gets it again, which takes less time than the question.
   */
  private static final long SMALL = 64 << 10;

  private final RegistryHttp http;
  private final RegistryCalls calls;
  private final URL base;

  /** The repository that blobs are mounted from, or null. */
  private final AtomicReference<@Nullable String> other;

  /** The repository itself, which has what it can mount; null if it does not mount. */
  private final AtomicReference<@Nullable String> own;

  private final AtomicLong limit;

  /** Whether the registry has said of a blob that it had it, which is checked once. */
  private final AtomicBoolean hasClaimed = new AtomicBoolean();

  /**
   * @param http sends the requests
   * @param calls retries them
   * @param base the URL of the repository
   * @param repository its name in the registry
   * @param mountedFrom the name of another repository that blobs are mounted from, or null
   * @param chunkSize the largest body of a request in bytes; 0 if it is not known
   */
  RemoteBlobs(
      RegistryHttp http,
      RegistryCalls calls,
      URL base,
      String repository,
      @Nullable String mountedFrom,
      long chunkSize) {
    this.http = http;
    this.calls = calls;
    this.base = base;
    this.other = new AtomicReference<>(mountedFrom);
    this.own = new AtomicReference<>(repository);
    this.limit = new AtomicLong(chunkSize == 0 ? Long.MAX_VALUE : chunkSize);
  }

  /**
   * Opens a blob for reading. If the connection is lost, the bytes go on where they broke off.
   *
   * @param from the position of the first byte
   */
  InputStream open(Descriptor blob, long from) throws IOException {
    return new Download(http, calls.about(blob), url(blob), blob, from);
  }

  private URL url(Descriptor blob) throws IOException {
    return new URL(base, "blobs/" + blob.digest());
  }

  /** Returns whether a blob is in the repository. */
  boolean has(Descriptor blob) throws IOException {
    return calls.about(blob).call(attempt -> isThere(blob));
  }

  private boolean isThere(Descriptor blob) throws IOException {
    return has(http, Request.of("HEAD", url(blob)), blob);
  }

  /**
   * Sends a request for whether there is some content. Checks the size, too: a proxy's page may be
   * an answer with the status 200.
   */
  static boolean has(RegistryHttp http, Request request, Descriptor content) throws IOException {
    try (Response found = http.send(request)) {
      return found.header("Content-Length").equals(Long.toString(content.size()));
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  /** Stores a blob, or has the registry mount it. */
  void push(Blob blob) throws IOException {
    push(blob, other);
  }

  /** Returns whether the question for a blob may start its upload. */
  boolean mayStart(Blob blob) {
    return blob.descriptor().size() <= SMALL && own.get() != null;
  }

  /**
   * Stores a blob unless it is there. OCI Distribution Specification 1.1, end-11: a blob that is
   * mounted from the repository that it is to be in is there already; otherwise, the same request
   * has started its upload.
   *
   * @return whether it was stored now
   */
  boolean startNew(Blob blob) throws IOException {
    boolean isNew = push(blob, own);
    if (!isNew
        && own.get() != null
        && hasClaimed.compareAndSet(false, true)
        && !has(blob.descriptor())) {
      own.set(null); // it claims what it does not do
      return push(blob, own);
    }
    return isNew;
  }

  /**
   * Stores a blob.
   *
   * @param mounting the repository that it is mounted from, or null
   * @return whether it was sent; else the registry has mounted it, or had it
   */
  private boolean push(Blob blob, AtomicReference<@Nullable String> mounting) throws IOException {
    URL uploads = new URL(base, "blobs/uploads/");
    RegistryCalls retried = calls.about(blob.descriptor());
    Upload upload = new Upload(http, retried, uploads, mounting, limit, blob);
    return retried.call(
        attempt -> {
          // an earlier attempt may have succeeded although its answer was lost
          if (attempt > 0 && !upload.isFromStart() && isThere(blob.descriptor())) {
            return true;
          }
          if (upload.mount()
              || mounting == own && !upload.isStarted() && isThere(blob.descriptor())) {
            return false;
          }
          send(upload, blob);
          return true;
        },
        Upload::isTransient,
        upload,
        upload::state);
  }

  /**
   * Sends a blob. After another answer than 201, such as a page of a proxy, it may not be there.
   */
  private void send(Upload upload, Blob blob) throws IOException {
    try {
      upload.send();
    } catch (StatusException e) {
      if (!e.isSuccess()) {
        throw e;
      }
      if (!isThere(blob.descriptor())) {
        throw new RegistryException(
            "the registry, or a server in front of it, answered "
                + e.status()
                + " to an upload, but the registry does not have the blob");
      }
    }
  }
}
