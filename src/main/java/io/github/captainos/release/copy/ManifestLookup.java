package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks up which manifests the destination lacks of images whose tags are right already: a registry
 * may have deleted some, and such an image would stay incomplete.
 *
 * @param destination the destination
 * @param threads runs the requests
 */
record ManifestLookup(Registry destination, Tasks threads) {

  private record Found(DescriptorDigest digest, boolean isPresent) {}

  /**
   * Looks up the manifests below images, each once.
   *
   * @return the images, with the manifests that are needed
   * @throws ReleaseException if a request fails
   */
  List<ImageCopy> of(List<ImageCopy> images) throws ReleaseException {
    Map<DescriptorDigest, Callable<Found>> lookups = new HashMap<>();
    for (ImageCopy image : images) {
      if (image.isTagged()) {
        below(image)
            .forEach(
                manifest ->
                    lookups.putIfAbsent(manifest.digest(), () -> find(image.to(), manifest)));
      }
    }
    Set<DescriptorDigest> present = new HashSet<>();
    for (Found found : threads.all(List.copyOf(lookups.values()))) {
      if (found.isPresent()) {
        present.add(found.digest());
      }
    }
    return images.stream()
        .map(image -> image.isTagged() ? image.withNeeded(missing(image, present)) : image)
        .toList();
  }

  private static Set<DescriptorDigest> missing(ImageCopy image, Set<DescriptorDigest> present) {
    return below(image)
        .map(Manifest::digest)
        .filter(digest -> !present.contains(digest))
        .collect(Collectors.toSet());
  }

  private static Stream<Manifest> below(ImageCopy image) {
    return Stream.concat(image.tree().manifests().stream(), image.tree().indexes().stream());
  }

  private Found find(String reference, Manifest manifest) throws ReleaseException {
    DescriptorDigest digest = manifest.digest();
    boolean isPresent =
        Steps.step(
            reference,
            "checking for " + digest,
            Steps.NO_TAG_MOVED,
            () -> destination.hasManifest(manifest));
    return new Found(digest, isPresent);
  }
}
