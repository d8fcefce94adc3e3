package io.github.captainos.release.steps;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.report.Content;
import io.github.captainos.report.Part;
import io.github.captainos.report.goal.PublishedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Descriptors and documents, as reports contain them. */
public final class ReportContent {
  private ReportContent() {}

  public static Content content(Descriptor descriptor) {
    return new Content(descriptor.mediaType(), descriptor.digest().toString(), descriptor.size());
  }

  public static Content content(Blob blob) {
    return content(blob.descriptor());
  }

  /**
   * Returns the platforms of an image.
   *
   * @param manifest says what was done with a manifest
   * @param config says what was done with a config
   */
  public static List<PublishedImage.Platform> platforms(
      Image image, Function<Manifest, Part> manifest, Function<Blob, Part> config) {
    List<PublishedImage.Platform> platforms = new ArrayList<>();
    List<Platform> names = image.platforms();
    for (int i = 0; i < names.size(); i++) {
      platforms.add(
          new PublishedImage.Platform(
              names.get(i).toString(),
              manifest.apply(image.manifests().get(i)),
              config.apply(image.configs().get(i))));
    }
    return platforms;
  }
}
