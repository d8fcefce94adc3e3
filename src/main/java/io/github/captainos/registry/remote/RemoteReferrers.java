package io.github.captainos.registry.remote;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.registry.ReferrersIndex;
import io.github.captainos.registry.connection.Request;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The manifests of a repository that refer to others: with the registry's API for them, or else
 * with indexes under tags.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers">OCI
 *     Distribution Specification: listing referrers</a>
 */
final class RemoteReferrers {
  /** The specification says 404; some registries answer otherwise to what they do not know. */
  private static final Set<Integer> NO_API = Set.of(400, 404, 405, 406, 501);

  /** Far more than the referrers that are used. */
  private static final int MOST_PAGES = 16;

  private final RegistryHttp http;
  private final RegistryCalls calls;
  private final URL base;
  private final Object indexLock = new Object();
  private volatile boolean hasApi = true;

  /**
   * @param http sends the requests
   * @param calls retries them
   * @param base the URL of the repository
   */
  RemoteReferrers(RegistryHttp http, RegistryCalls calls, URL base) {
    this.http = http;
    this.calls = calls;
    this.base = base;
  }

  /** Returns the manifests that refer to a subject. */
  List<Descriptor> of(DescriptorDigest subject, RemoteRegistry registry) throws IOException {
    List<Descriptor> found = new ArrayList<>();
    URL next = hasApi ? new URL(base, "referrers/" + subject) : null;
    for (int pages = 0; next != null && pages < MOST_PAGES; pages++) {
      Optional<ReferrersPage> page = page(next);
      if (page.isEmpty()) {
        hasApi = false;
        break;
      }
      found.addAll(page.get().entries());
      next = page.get().next();
    }
    if (!hasApi) {
      found.addAll(index(subject, registry).entries());
    }
    return found;
  }

  /** Returns a page, or empty if the registry has no API for referrers. */
  private Optional<ReferrersPage> page(URL url) throws IOException {
    Request request = Request.of("GET", url).withHeader("Accept", MediaTypes.INDEX);
    return calls.call(
        attempt -> {
          try (Response response = http.send(request)) {
            return ReferrersPage.read(response);
          } catch (StatusException e) {
            if (NO_API.contains(e.status())) {
              return Optional.<ReferrersPage>empty();
            }
            throw e;
          }
        },
        failure -> false);
  }

  /** Other programs store other things under its tag, such as the subject itself. */
  private static ReferrersIndex index(DescriptorDigest subject, RemoteRegistry registry)
      throws IOException {
    return registry
        .find(ReferrersIndex.tagOf(subject))
        .filter(document -> !document.descriptor().digest().equals(subject))
        .flatMap(ReferrersIndex::of)
        .orElseGet(ReferrersIndex::empty);
  }

  /** Stores a manifest, and its entry in the index unless the registry's answer has its subject. */
  void push(Document manifest, DescriptorDigest subject, RemoteRegistry registry)
      throws IOException {
    String digest = manifest.descriptor().digest().toString();
    if (registry.push(digest, manifest).subject().isEmpty()) {
      synchronized (indexLock) { // or another thread's entry would be lost
        registry.tag(ReferrersIndex.tagOf(subject), index(subject, registry).with(manifest));
      }
    }
  }
}
