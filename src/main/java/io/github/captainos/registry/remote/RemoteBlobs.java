package io.github.captainos.registry.remote;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import io.github.captainos.registry.remote.download.BlobRequests;
import io.github.captainos.registry.remote.download.ResumedInput;
import io.github.captainos.registry.remote.upload.BlobUpload;
import io.github.captainos.registry.remote.upload.BodyLimit;
import io.github.captainos.registry.remote.upload.UploadStart;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final UploadStart uploads;
  private final UploadStart newUploads;
  private final BodyLimit bodyLimit;

  /** Whether the registry has said of a blob that it had it, which is checked once. */
  private final AtomicBoolean hasClaimed = new AtomicBoolean();

  /**
   * @param http sends the requests
   * @param calls retries them
   * @param base the URL of the repository
   * @param repository its name in the registry
   * @param mountedFrom the name of another repository that blobs are mounted from, or null
   * @param chunkSize the largest body of a request in bytes
   */
  RemoteBlobs(
      RegistryHttp http,
      RegistryCalls calls,
      URL base,
      String repository,
      @Nullable String mountedFrom,
      long chunkSize)
      throws IOException {
    this.http = http;
    this.calls = calls;
    this.base = base;
    URL start = new URL(base, "blobs/uploads/");
    this.uploads = new UploadStart(http, start, mountedFrom, blob -> false);
    this.newUploads = new UploadStart(http, start, repository, this::isThere);
    this.bodyLimit = new BodyLimit(chunkSize);
  }

  /**
   * Opens a blob for reading. If the connection is lost, the bytes go on where they broke off.
   *
   * @param from the position of the first byte
   */
  InputStream open(Descriptor blob, long from) throws IOException {
    return new ResumedInput(
        new BlobRequests(http, url(blob), blob),
        from,
        (attempt, position) ->
            calls
                .about(blob)
                .call(
                    attempt::open,
                    failure -> false,
                    () -> position,
                    () -> state(position, 0, blob.size())));
  }

  /**
   * Returns how far a transfer is, for a message; empty if there is nothing to say.
   *
   * @param moved how many bytes have been moved for good
   * @param chunk the size of the last chunks that were tried, or 0
   * @param size the size of the blob
   */
  private static String state(long moved, long chunk, long size) {
    return (chunk == 0 ? "" : ", at last in chunks of " + chunk + " bytes")
        + (moved == 0 && chunk == 0
            ? ""
            : ", and nothing went through after " + moved + " of " + size + " bytes");
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
    push(blob, uploads);
  }

  /** Returns whether the question for a blob may start its upload. */
  boolean mayStart(Blob blob) {
    return blob.descriptor().size() <= SMALL && newUploads.isMounting();
  }

  /**
   * Stores a blob unless it is there. OCI Distribution Specification 1.1, end-11: a blob that is
   * mounted from the repository that it is to be in is there already; otherwise, the same request
   * has started its upload.
   *
   * @return whether it was stored now
   */
  boolean startNew(Blob blob) throws IOException {
    boolean isPresent = push(blob, newUploads).isPresent();
    if (isPresent
        && newUploads.isMounting()
        && hasClaimed.compareAndSet(false, true)
        && !has(blob.descriptor())) {
      newUploads.stopMounting(); // it claims what it does not do
      push(blob, newUploads);
      return true;
    }
    return !isPresent;
  }

  private BlobUpload push(Blob blob, UploadStart start) throws IOException {
    BlobUpload upload =
        new BlobUpload(start, bodyLimit, calls.about(blob.descriptor())::retried, blob);
    calls
        .about(blob.descriptor())
        .call(
            attempt -> {
              // an earlier attempt may have succeeded although its answer was lost
              if (attempt == 0 || !isThere(blob.descriptor())) {
                send(upload, blob);
              }
              return blob;
            },
            RemoteBlobs::isUnknownUpload,
            progress(upload),
            () -> state(upload.stored(), upload.chunk(), blob.descriptor().size()));
    return upload;
  }

  /**
   * Sends a blob. After another answer than 201, such as a page of a proxy, it may not be there.
   */
  private void send(BlobUpload upload, Blob blob) throws IOException {
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

  private static RegistryCalls.Progress progress(BlobUpload upload) {
    return new RegistryCalls.Progress() {
      @Override
      public long moved() {
        return upload.stored();
      }

      @Override
      public long sent() {
        return upload.sent();
      }
    };
  }

  /**
   * OCI Distribution Specification 1.1: an upload that the registry does not know is started again.
   */
  private static boolean isUnknownUpload(Throwable failure) {
    return failure instanceof StatusException answer
        && answer.isNotFound()
        && !answer.method().equals("POST");
  }
}
