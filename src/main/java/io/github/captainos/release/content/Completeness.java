package io.github.captainos.release.content;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.release.TargetNames;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a release has all of its images.
 *
 * @param missing the targets without an image, and {@code both} without a combined one
 * @param hasOtherLayers whether no image is missing, but the combined one has other layers than
 *     those of the targets
 */
public record Completeness(List<String> missing, boolean hasOtherLayers) {

  public Completeness {
    missing = List.copyOf(missing);
  }

  /**
   * Compares the images of a release.
   *
   * @param targets the names of all targets
   * @param images the manifest of each image that there is, by its target
   */
  public static Completeness of(List<String> targets, Map<String, PlatformManifest> images) {
    List<String> missing =
        TargetNames.withCombined(targets).stream()
            .filter(target -> !images.containsKey(target))
            .toList();
    if (!missing.isEmpty()) {
      return new Completeness(missing, false);
    }
    Set<DescriptorDigest> parts = new HashSet<>();
    targets.forEach(target -> parts.addAll(layers(images, target)));
    return new Completeness(List.of(), !layers(images, TargetNames.COMBINED).equals(parts));
  }

  private static Set<DescriptorDigest> layers(Map<String, PlatformManifest> images, String target) {
    return Objects.requireNonNull(images.get(target)).layers().stream()
        .map(Descriptor::digest)
        .collect(Collectors.toSet());
  }

  /** Returns whether all images are there, and the combined one is what it has to be. */
  public boolean isComplete() {
    return missing.isEmpty() && !hasOtherLayers;
  }
}
