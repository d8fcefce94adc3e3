package io.github.captainos.release.publish;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Image;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images to publish, with all digests.
 *
 * @param repository the repository
 * @param name the name of the release
 * @param images in the order in which their tags move: the combined one last, so that if its tag
 *     exists, the others exist, too
 */
public record PublishPlan(Repository repository, ReleaseName name, List<PlannedImage> images) {

  /** Returns the URL of the source repository that the images name, or null if they name none. */
  public @Nullable String source() {
    return images.get(0).image().annotations().get(Annotations.SOURCE);
  }

  /**
   * An image with its tag.
   *
   * @param tag the tag
   * @param target the target's name, or {@code both}
   * @param contents the targets whose files are in it
   * @param image the image
   */
  public record PlannedImage(String tag, String target, List<PlannedTarget> contents, Image image) {

    public PlannedImage {
      contents = List.copyOf(contents);
    }

    /** Returns its layers, in the order in which they are unpacked. */
    public List<Layer> layers() {
      return contents.stream().flatMap(target -> target.layers().stream()).toList();
    }
  }

  /**
   * A target whose files are in an image.
   *
   * @param name its name
   * @param layers its layers
   */
  public record PlannedTarget(String name, List<Layer> layers) {
    public PlannedTarget {
      layers = List.copyOf(layers);
    }
  }
}
