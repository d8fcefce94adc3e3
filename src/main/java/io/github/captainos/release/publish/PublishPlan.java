package io.github.captainos.release.publish;

import io.github.captainos.image.Image;
import io.github.captainos.image.Platform;
import io.github.captainos.release.Repository;
import java.util.List;

/**
 * All that is to be published, down to the last digest.
 *
 * @param repository where to
 * @param tag the tag of the combined image, whether that is published or not
 * @param images in the order in which their tags move: the combined one last, so that whoever finds
 *     it finds the others too
 */
public record PublishPlan(Repository repository, String tag, List<PlannedImage> images) {

  /**
   * An image under its tag.
   *
   * @param tag the tag
   * @param target the target's name, or {@code both}
   * @param platforms what the image is for, in the order of the image's manifests
   * @param image the image
   */
  public record PlannedImage(String tag, String target, List<Platform> platforms, Image image) {}
}
