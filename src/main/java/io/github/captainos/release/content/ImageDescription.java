package io.github.captainos.release.content;

import java.util.List;

/**
 * What an image holds, as its documents and its checksum files say.
 *
 * @param manifest its manifest
 * @param facts what is said of it as a whole
 * @param layers its layers, from the lowest to the topmost
 */
public record ImageDescription(
    PlatformManifest manifest, ImageFacts facts, List<LayerFiles> layers) {

  public ImageDescription {
    layers = List.copyOf(layers);
  }
}
