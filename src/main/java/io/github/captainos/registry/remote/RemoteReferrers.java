package io.github.captainos.registry.remote;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.Location;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.net.URL;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /**
   * A part of the answer of the API.
   *
   * @param list the manifests
   * @param next the URL of the next part, or null if this is the last
   */
  private record Page(Referrers list, @Nullable URL next) {}

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

  /**
   * Returns the manifests that refer to a subject.
   *
   * @throws IOException if a request fails, or if the registry does not list all of them
   */
  Referrers of(DescriptorDigest subject, RemoteRegistry registry) throws IOException {
    URL url = new URL(base, "referrers/" + subject);
    Optional<Page> first = first(url);
    if (first.isEmpty()) {
      return tagged(subject, registry).flatMap(Referrers::of).orElse(Referrers.NONE);
    }
    Referrers found = first.get().list();
    Set<String> read = new HashSet<>(Set.of(url.toString()));
    URL next = first.get().next();
    while (next != null) {
      if (read.size() == MOST_PAGES) {
        throw incomplete(subject, "has more than " + MOST_PAGES + " pages");
      }
      if (!read.add(next.toString())) {
        throw incomplete(subject, "has a page that leads to itself");
      }
      Page page =
          page(next).orElseThrow(() -> incomplete(subject, "has a page that is not an index"));
      found = found.and(page.list());
      next = page.next();
    }
    return found;
  }

  private static RegistryException incomplete(DescriptorDigest subject, String why) {
    return new RegistryException("the registry's list of what refers to " + subject + " " + why);
  }

  /**
   * Returns the first page, or empty if there is none. Another subject may have one: some
   * registries answer so for a manifest that they do not have.
   */
  private Optional<Page> first(URL url) throws IOException {
    return calls.call(
        attempt -> {
          try {
            return send(url);
          } catch (StatusException e) {
            if (NO_API.contains(e.status())) {
              return Optional.<Page>empty();
            }
            throw e;
          }
        });
  }

  private Optional<Page> page(URL url) throws IOException {
    return calls.call(attempt -> send(url));
  }

  private Optional<Page> send(URL url) throws IOException {
    Request request = Request.of("GET", url).withHeader("Accept", MediaTypes.INDEX);
    try (Response response = http.send(request)) {
      return read(response);
    }
  }

  /** Some registries answer every request with a page for people: that is no list. */
  private static Optional<Page> read(Response response) throws IOException {
    if (!response.mediaType().equals(MediaTypes.INDEX)) {
      return Optional.empty();
    }
    Optional<Referrers> list = Referrers.of(RemoteRegistry.manifest(response));
    Optional<String> link = LinkHeader.target(response.headers("Link"), "next");
    URL next = link.isEmpty() ? null : Location.of(response.url(), link.get());
    return list.map(one -> new Page(one, next));
  }

  /**
   * Returns what the tag of the index refers to; empty if it does not exist, or refers to the
   * subject itself, as programs that copy an image by its digest have it.
   */
  private static Optional<Manifest> tagged(DescriptorDigest subject, RemoteRegistry registry)
      throws IOException {
    return registry
        .manifest(Referrers.tagOf(subject))
        .filter(index -> !index.digest().equals(subject));
  }

  /**
   * Stores a manifest, and its entry in the index, unless the registry lists it by itself: its
   * answer has the subject, or its list the manifest.
   *
   * @throws IOException if a request fails, or if the tag of the index refers to something else
   */
  void push(Manifest manifest, DescriptorDigest subject, RemoteRegistry registry)
      throws IOException {
    String digest = manifest.descriptor().digest().toString();
    Response stored = registry.push(digest, manifest);
    if (stored.header("OCI-Subject").isEmpty() && !lists(manifest, subject)) {
      String tag = Referrers.tagOf(subject);
      synchronized (indexLock) { // or another thread's entry would be lost
        Optional<Manifest> before = tagged(subject, registry);
        registry.tag(
            tag, Referrers.index(before.orElse(null), manifest).orElseThrow(() -> taken(tag)));
      }
    }
  }

  private boolean lists(Manifest manifest, DescriptorDigest subject) throws IOException {
    Optional<Page> list = first(new URL(base, "referrers/" + subject));
    return list.isPresent()
        && list.get().list().entries().stream()
            .anyMatch(entry -> entry.digest().equals(manifest.descriptor().digest()));
  }

  private static RegistryException taken(String tag) {
    return new RegistryException(
        "the registry lists what refers to an image under the tag "
            + tag
            + ", and this tag refers to something else, so it was not moved. Delete the tag");
  }
}
