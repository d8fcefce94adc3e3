package io.github.captainos.image;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of a multi-arch image, from which all of its documents follow.
 *
 * @param layers the layers of all platforms, in the order in which they are unpacked; at least one
 * @param platforms the platforms, at least one
 * @param created the time of creation, in whole seconds
 * @param annotations the annotations of the manifests and the index, and the labels of the configs,
 *     sorted by key
 */
public record ImageContent(
    List<ImageLayer> layers,
    List<Platform> platforms,
    Instant created,
    Map<String, String> annotations) {

  public ImageContent {
    layers = List.copyOf(layers);
    platforms = List.copyOf(platforms);
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }
}
