package io.github.captainos.report.look;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The images of a release that a repository has.
 *
 * @param images the images, the combined one last
 * @param missing the targets without an image, and {@code both} without a combined one
 * @param hasOtherLayers whether none is missing, but the combined image has other layers than those
 *     of the targets
 */
public record FoundRelease(List<FoundImage> images, List<String> missing, boolean hasOtherLayers) {

  public FoundRelease {
    images = List.copyOf(images);
    missing = List.copyOf(missing);
  }

  /** Returns whether all images are there, and the combined one is what it has to be. */
  boolean isComplete() {
    return missing.isEmpty() && !hasOtherLayers;
  }

  /** Returns the state for people: {@code complete}, {@code lacks arm64}. */
  String state() {
    if (hasOtherLayers) {
      return "both has other layers";
    }
    return missing.isEmpty() ? "complete" : "lacks " + String.join(", ", missing);
  }

  /** Returns the state with the targets that there are: {@code complete (amd64, arm64)}. */
  String stateWithTargets() {
    String targets =
        images.stream()
            .map(image -> image.image().target())
            .filter(target -> !target.equals("both"))
            .collect(Collectors.joining(", "));
    return state() + (targets.isEmpty() ? "" : " (" + targets + ")");
  }

  void addTo(Map<String, @Nullable Object> json) {
    json.put("complete", isComplete());
    json.put("hasOtherLayers", hasOtherLayers);
    json.put("missing", missing);
    json.put("images", images.stream().map(FoundImage::toJson).toList());
  }
}
