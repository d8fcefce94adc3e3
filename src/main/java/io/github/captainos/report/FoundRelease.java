package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The images of a release that a repository has.
 *
 * @param complete whether all images are there, and the combined one is what it has to be
 * @param hasOtherLayers whether none is missing, but the combined image has other layers than those
 *     of the targets
 * @param missing the targets without an image, and {@code both} without a combined one
 * @param images the images, the combined one last
 * @param newer the targets whose images have layers that the combined image does not have
 */
public record FoundRelease(
    boolean complete,
    boolean hasOtherLayers,
    List<String> missing,
    List<Image> images,
    @JsonIgnore List<String> newer) {

  /** Creates one that is complete if nothing is missing and no layers differ. */
  public static FoundRelease of(
      List<String> missing, boolean hasOtherLayers, List<String> newer, List<Image> images) {
    return new FoundRelease(
        missing.isEmpty() && !hasOtherLayers,
        hasOtherLayers,
        List.copyOf(missing),
        List.copyOf(images),
        List.copyOf(newer));
  }

  /**
   * An image.
   *
   * @param reference its reference
   * @param target the target's name, or {@code both}
   * @param content its index or manifest
   */
  public record Image(String reference, String target, @JsonUnwrapped Descriptor content) {

    /** Returns its name with its digest. */
    Report.NamedImage named() {
      return new Report.NamedImage(target, reference, content.digest());
    }
  }

  /** Returns the digest of the combined image, or null if there is none. */
  public @Nullable DescriptorDigest digest() {
    return images.stream()
        .filter(image -> image.target().equals("both"))
        .map(image -> image.content().digest())
        .findFirst()
        .orElse(null);
  }

  /** Returns the state for people: {@code complete}; {@code lacks arm64}. */
  String state() {
    List<String> states = new ArrayList<>();
    if (!missing.isEmpty()) {
      states.add(
          "lacks "
              + missing.stream()
                  .map(target -> target.equals("both") ? "combined" : target)
                  .collect(Collectors.joining(", ")));
    }
    if (!newer.isEmpty()) {
      String are = newer.size() == 1 ? " is" : " are";
      states.add(String.join(", ", newer) + are + " newer than combined");
    } else if (hasOtherLayers) {
      states.add("combined has other layers");
    }
    return states.isEmpty() ? "complete" : String.join("; ", states);
  }

  /** Returns the names of the targets that have an image, for people. */
  String targets() {
    return images.stream()
        .map(Image::target)
        .filter(target -> !target.equals("both"))
        .collect(Collectors.joining(", "));
  }
}
