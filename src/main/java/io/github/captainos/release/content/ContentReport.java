package io.github.captainos.release.content;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.report.Content;
import io.github.captainos.report.Report;
import io.github.captainos.report.look.FoundImage;
import io.github.captainos.report.look.FoundLayer;
import io.github.captainos.report.look.FoundRelease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images that were read, as reports contain them. */
public final class ContentReport {
  private ContentReport() {}

  /** Returns an image of a release. */
  public static FoundImage image(
      Repository repository, ReleaseName release, String target, Manifest named) {
    return new FoundImage(
        new Report.NamedImage(target, repository.reference(release.tagOf(target)), named.digest()),
        Content.of(named.descriptor()));
  }

  /**
   * Returns the images of a release.
   *
   * @param images the manifests of the images by their targets
   */
  public static FoundRelease release(
      Repository repository,
      ReleaseName release,
      Map<String, PlatformManifest> images,
      Completeness completeness) {
    List<FoundImage> found = new ArrayList<>();
    images.forEach(
        (target, manifest) -> found.add(image(repository, release, target, manifest.named())));
    return new FoundRelease(found, completeness.missing(), completeness.hasOtherLayers());
  }

  /** Returns the entries of an image's index that are for a platform. */
  public static Map<String, Content> platforms(PlatformManifest image) {
    Map<String, Content> platforms = new LinkedHashMap<>();
    for (Descriptor entry : PlatformManifest.images(image.entries())) {
      platforms.putIfAbsent(String.valueOf(entry.platform()), Content.of(entry));
    }
    return platforms;
  }

  /** Returns a layer. */
  public static FoundLayer layer(LayerFiles layer) {
    return new FoundLayer(
        layer.name(),
        layer.isDirectory(),
        layer.compression(),
        Content.of(layer.layer()),
        layer.files().stream()
            .map(file -> new FoundLayer.File(file.path(), file.sha256()))
            .toList());
  }
}
