package io.github.captainos.release.steps;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.report.Part;
import io.github.captainos.report.PublishReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Descriptors and documents, as reports contain them. */
public final class ReportContent {
  private ReportContent() {}

  /**
   * Returns the platforms of an image.
   *
   * @param manifest says what was done with a manifest
   * @param config says what was done with a config
   */
  public static List<PublishReport.Platform> platforms(
      Image image, Function<Manifest, Part> manifest, Function<Blob, Part> config) {
    List<PublishReport.Platform> platforms = new ArrayList<>();
    List<Platform> names = image.platforms();
    for (int i = 0; i < names.size(); i++) {
      platforms.add(
          new PublishReport.Platform(
              names.get(i).toString(),
              manifest.apply(image.manifests().get(i)),
              config.apply(image.configs().get(i))));
    }
    return platforms;
  }
}
