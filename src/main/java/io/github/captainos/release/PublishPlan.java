package io.github.captainos.release;

import io.github.captainos.image.Image;
import io.github.captainos.image.Layer;
import io.github.captainos.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that is to be published, down to the last digest.
 *
 * @param repository where to
 * @param images in the order in which their tags move: the combined one last, so that whoever finds
 *     it finds the others too
 */
record PublishPlan(Repository repository, List<PlannedImage> images) {

  /**
   * An image under its tag.
   *
   * @param tag the tag
   * @param target the target's name, or {@code both}
   * @param platforms what the image is for, in the order of the image's manifests
   * @param image the image
   */
  record PlannedImage(String tag, String target, List<Platform> platforms, Image image) {}

  /**
   * Checks everything and reads every file.
   *
   * @throws ReleaseException if anything is not as it should be
   */
  static PublishPlan of(PublishRequest request) throws ReleaseException {
    TargetSelection selection = TargetSelection.of(request.targets(), request.target());
    Repository repository = request.naming().repositoryOrThrow();
    List<Platform> platforms = platforms(request.platforms());
    Map<String, String> more = ImageAnnotations.check(request.annotations());
    Versioning.Version version = request.versioning().version();
    checkTags(version, selection);

    List<TargetFiles> targets = selection.combined() ? request.targets() : selection.targets();
    Map<String, List<Layer>> layers =
        new TargetLayers(request.baseDirectory(), request.workDirectory(), request.checksums())
            .of(targets, selection.combined());
    List<PlannedImage> images = new ArrayList<>();
    for (TargetFiles target : selection.targets()) {
      images.add(
          image(
              repository,
              version,
              version.tagOf(target.name()),
              target.name(),
              platforms,
              layers.getOrDefault(target.name(), List.of()),
              more));
    }
    if (selection.combined()) {
      List<Layer> all = layers.values().stream().flatMap(List::stream).toList();
      images.add(
          image(repository, version, version.tag(), TargetNames.COMBINED, platforms, all, more));
    }
    return new PublishPlan(repository, images);
  }

  private static PlannedImage image(
      Repository repository,
      Versioning.Version version,
      String tag,
      String target,
      List<Platform> platforms,
      List<Layer> layers,
      Map<String, String> more) {
    Map<String, String> annotations = ImageAnnotations.of(repository, version, tag, more);
    return new PlannedImage(
        tag, target, platforms, Image.of(layers, platforms, version.created(), annotations));
  }

  private static List<Platform> platforms(List<String> texts) throws ReleaseException {
    List<Platform> platforms = new ArrayList<>();
    for (String text : texts) {
      Platform platform;
      try {
        platform = Platform.parse(text.strip());
      } catch (IllegalArgumentException e) {
        throw new ReleaseException(e.getMessage() + ". Set captain.platforms.", e);
      }
      if (platforms.contains(platform)) {
        throw new ReleaseException("captain.platforms has " + platform + " twice. Remove one.");
      }
      platforms.add(platform);
    }
    if (platforms.isEmpty()) {
      throw new ReleaseException(
          "captain.platforms is empty. Set it, as in linux/amd64,linux/arm64.");
    }
    return platforms;
  }

  private static void checkTags(Versioning.Version version, TargetSelection selection)
      throws ReleaseException {
    for (TargetFiles target : selection.targets()) {
      String tag = version.tagOf(target.name());
      Names.checkTag(tag, "'" + tag + "'", "Set a shorter captain.tag.");
    }
  }
}
