package io.github.captainos.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code publish} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was sent
 * @param images the images, in the order in which their tags moved
 */
public record PublishReport(boolean dryRun, List<Image> images) {

  public PublishReport {
    images = List.copyOf(images);
  }

  /**
   * An image.
   *
   * @param reference {@code registry/repository/artifactName:tag}
   * @param digest the index, as {@code sha256:…}
   * @param replacedDigest what the tag named before, where that was something else
   * @param target the target's name, or {@code both}
   * @param platforms a manifest for each platform
   * @param artifacts a file for each layer, in the order of layers
   */
  public record Image(
      String reference,
      String digest,
      @Nullable String replacedDigest,
      String target,
      List<Platform> platforms,
      List<Artifact> artifacts) {

    public Image {
      platforms = List.copyOf(platforms);
      artifacts = List.copyOf(artifacts);
    }
  }

  /**
   * An entry of the index.
   *
   * @param platform such as {@code linux/arm64}
   * @param digest the manifest, as {@code sha256:…}
   */
  public record Platform(String platform, String digest) {}
}
