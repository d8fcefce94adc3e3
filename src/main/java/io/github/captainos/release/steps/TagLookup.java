package io.github.captainos.release.steps;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Looks up the manifests that tags refer to.
 *
 * @param repository the tags' repository, for messages
 * @param registry the opened repository
 * @param login the login to wait for
 * @param threads runs the requests
 */
public record TagLookup(
    Repository repository, Registry registry, PendingLogin login, Tasks threads) {

  private record Found(String tag, Optional<Manifest> manifest) {}

  /**
   * Looks up tags.
   *
   * @return their manifests, in the order of the tags; without tags that do not exist
   * @throws ReleaseException if a request failed
   */
  public Map<String, Manifest> manifests(List<String> tags) throws ReleaseException {
    if (!tags.isEmpty()) {
      checkLogin(tags.get(0));
    }
    List<Callable<Found>> lookups =
        tags.stream().<Callable<Found>>map(tag -> () -> find(tag)).toList();
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    for (Found found : threads.all(lookups)) {
      found.manifest().ifPresent(manifest -> manifests.put(found.tag(), manifest));
    }
    return manifests;
  }

  /**
   * Checks that tags exist.
   *
   * @param found what {@link #manifests} returned
   * @param heading the message, without the references that are missing
   * @throws ReleaseException if some do not exist; it names all of them
   */
  public static void checkAllExist(
      List<String> tags, Map<String, Manifest> found, Repository repository, String heading)
      throws ReleaseException {
    List<String> missing =
        tags.stream().filter(tag -> !found.containsKey(tag)).map(repository::reference).toList();
    if (!missing.isEmpty()) {
      throw ReleaseException.of(heading, missing);
    }
  }

  /** Looks up tags, and returns the digests of their manifests. */
  public Map<String, DescriptorDigest> digests(List<String> tags) throws ReleaseException {
    Map<String, DescriptorDigest> digests = new LinkedHashMap<>();
    manifests(tags).forEach((tag, manifest) -> digests.put(tag, manifest.digest()));
    return digests;
  }

  private void checkLogin(String tag) throws ReleaseException {
    Optional<IOException> failure = login.await();
    if (failure.isPresent()) {
      step(
          tag,
          () -> {
            throw failure.get();
          });
    }
  }

  private Found find(String tag) throws ReleaseException {
    return new Found(tag, step(tag, () -> registry.manifest(tag)));
  }

  private <T> T step(String tag, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(repository.reference(tag), "looking up the tag", Steps.NO_TAG_MOVED, step);
  }
}
