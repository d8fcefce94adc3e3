package io.github.captainos.release.combine;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Image;
import io.github.captainos.image.Image.ImageLayer;
import io.github.captainos.image.Platform;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the images of all targets have in common, and the combined image has, too.
 *
 * @param images the images, in the order of their layers in the combined image
 */
record Agreement(List<TargetImage> images) {
  /** The annotations of an image that is not Captain's may be any number. */
  private static final int MOST_SHOWN = 20;

  /**
   * The image of a target, as the registry has it.
   *
   * @param target the target's name
   * @param tag the image's tag
   */
  record TargetImage(String target, String tag, Image image) {}

  /**
   * Returns the combined image.
   *
   * @param tag its tag
   * @throws ReleaseException if the images differ in anything but their layers, or if two layers
   *     have the same name; one exception names all
   */
  Image combined(String tag) throws ReleaseException {
    boolean hasOwnVersions = hasOwnVersions();
    checkEqual(hasOwnVersions);
    checkNames();
    Image first = images.get(0).image();
    Map<String, String> annotations = new TreeMap<>(first.annotations());
    if (hasOwnVersions) {
      annotations.put(Annotations.VERSION, tag);
    }
    List<ImageLayer> layers =
        images.stream().flatMap(image -> image.image().layers().stream()).toList();
    return Image.of(layers, first.platforms(), first.created(), annotations);
  }

  /** Returns whether the version of each image is its tag, as it is unless the user sets it. */
  private boolean hasOwnVersions() {
    return images.stream()
        .allMatch(image -> image.tag().equals(annotation(image, Annotations.VERSION)));
  }

  private static @Nullable String annotation(TargetImage image, String key) {
    return image.image().annotations().get(key);
  }

  private void checkEqual(boolean hasOwnVersions) throws ReleaseException {
    List<String> differences = new ArrayList<>();
    compare("platforms", image -> platforms(image.image()), differences);
    Set<String> keys = new TreeSet<>();
    images.forEach(image -> keys.addAll(image.image().annotations().keySet()));
    if (hasOwnVersions) {
      keys.remove(Annotations.VERSION);
    }
    keys.forEach(key -> compare(Printable.of(key), image -> annotation(image, key), differences));
    if (differences.stream().noneMatch(line -> line.startsWith(Annotations.CREATED + ":"))) {
      compare("created", image -> image.image().created().toString(), differences);
    }
    if (!differences.isEmpty()) {
      throw ReleaseException.of(
          "The images of the targets differ, so they were not combined. Publish all targets from"
              + " the same commit, with the same tag and the same configuration:",
          shown(differences));
    }
  }

  private static String platforms(Image image) {
    return image.platforms().stream().map(Platform::toString).collect(Collectors.joining(","));
  }

  private void compare(
      String what, Function<TargetImage, @Nullable String> value, List<String> differences) {
    String first = value.apply(images.get(0));
    if (images.stream().anyMatch(image -> !Objects.equals(value.apply(image), first))) {
      differences.add(
          what
              + ": "
              + images.stream()
                  .map(image -> image.target() + " has " + quoted(value.apply(image)))
                  .collect(Collectors.joining(", ")));
    }
  }

  private static String quoted(@Nullable String value) {
    return value == null ? "none" : "'" + Printable.of(value) + "'";
  }

  private void checkNames() throws ReleaseException {
    Map<String, List<String>> targets = new LinkedHashMap<>();
    for (TargetImage image : images) {
      for (ImageLayer layer : image.image().layers()) {
        targets
            .computeIfAbsent(layer.descriptor().layerName(), name -> new ArrayList<>())
            .add(image.target());
      }
    }
    List<String> names = new ArrayList<>();
    targets.forEach(
        (name, owners) -> {
          if (owners.size() > 1) {
            names.add(Printable.of(name) + ": of the targets " + String.join(" and ", owners));
          }
        });
    if (!names.isEmpty()) {
      throw ReleaseException.of(
          "Two files of the combined image would have the same name, so no tag was moved. Give one"
              + " of them a <name> of its own, and publish its target again:",
          shown(names));
    }
  }

  private static List<String> shown(List<String> lines) {
    if (lines.size() <= MOST_SHOWN) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, MOST_SHOWN));
    shown.add("and " + (lines.size() - MOST_SHOWN) + " more");
    return shown;
  }
}
