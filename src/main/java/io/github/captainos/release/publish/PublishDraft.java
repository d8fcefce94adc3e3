package io.github.captainos.release.publish;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Image;
import io.github.captainos.image.Platform;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.KnownPlatforms;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.publish.PublishPlan.PlannedTarget;
import io.github.captainos.release.publish.input.Layers;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.support.Log;
import io.github.captainos.support.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The images to publish, as far as they are known before files are read.
 *
 * @param repository the repository
 * @param selection selects the images
 * @param flavor the flavor of the release
 * @param platforms the platforms of each image
 * @param annotations annotations that are added to, or replace, those of every image; with the
 *     source, if it is known
 * @param files the files of the images
 */
public record PublishDraft(
    Repository repository,
    TargetSelection selection,
    Flavor flavor,
    List<Platform> platforms,
    Map<String, String> annotations,
    Layers files) {
  private static final Log LOG = Log.of(PublishDraft.class);

  /**
   * Checks everything that can be checked.
   *
   * @throws ReleaseException if a setting or a file is invalid
   */
  public static PublishDraft of(PublishRequest request) throws ReleaseException {
    TargetSelection selection = TargetSelection.of(request.files().targets(), request.target());
    Flavor flavor = request.versioning().flavor(TargetSelection.names(request.files().targets()));
    Repository repository = request.naming().repositoryOrThrow();
    List<Platform> platforms = platforms(request.platforms());
    Map<String, String> annotations = new TreeMap<>();
    if (request.source() != null) {
      annotations.put(Annotations.SOURCE, request.source());
    }
    annotations.putAll(ImageAnnotations.check(request.annotations()));
    List<List<TargetFiles>> images = new ArrayList<>();
    selection.targets().forEach(target -> images.add(List.of(target)));
    if (selection.combined()) {
      images.add(request.files().targets());
    }
    request.files().find(images, flavor);
    return new PublishDraft(repository, selection, flavor, platforms, annotations, request.files());
  }

  /**
   * Returns how many connections will be used at a time: one for each tag that is looked up; more
   * if it is known that files will be sent.
   *
   * @param dryRun whether nothing is sent
   * @param most the maximum
   */
  int connections(boolean dryRun, int most) {
    int images = selection.targets().size() + (selection.combined() ? 1 : 0);
    boolean isNew = !dryRun && files.areNew();
    int blobs = files.count() + images * platforms.size();
    return Math.min(most, isNew ? Math.max(images, blobs) : images);
  }

  private static List<Platform> platforms(List<String> texts) throws ReleaseException {
    Map<String, Platform> platforms = new LinkedHashMap<>();
    for (String text : texts) {
      Platform platform = platform(text.strip());
      if (platforms.put(platform.toString(), platform) != null) {
        throw new ReleaseException("captain.platforms has " + platform + " twice. Remove one.");
      }
    }
    if (platforms.isEmpty()) {
      throw new ReleaseException(
          "captain.platforms is empty. Set it, as in linux/amd64,linux/arm64.");
    }
    return List.copyOf(platforms.values());
  }

  private static Platform platform(String text) throws ReleaseException {
    String suggestion = Suggestion.question(KnownPlatforms.meant(text));
    try {
      Platform platform = Platform.parse(text);
      if (!suggestion.isEmpty()) {
        LOG.warn("captain.platforms has {}, which is not a known platform.{}", text, suggestion);
      }
      return platform;
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(e.getMessage() + "." + suggestion + " Set captain.platforms.", e);
    }
  }

  /**
   * Returns the images, in the order in which their tags move: the combined one last.
   *
   * @throws ReleaseException if a tag is too long
   */
  public List<ImageDraft> images(ReleaseVersion.Version version) throws ReleaseException {
    ReleaseName name = name(version);
    List<ImageDraft> images = new ArrayList<>();
    for (TargetFiles target : selection.targets()) {
      images.add(new ImageDraft(name.tagOf(target.name()), target.name(), List.of(target)));
    }
    if (selection.combined()) {
      images.add(new ImageDraft(name.combined(), TargetNames.COMBINED, files.targets()));
    }
    name.check(images.stream().map(ImageDraft::target).toList(), "captain.tag");
    return images;
  }

  private ReleaseName name(ReleaseVersion.Version version) {
    return new ReleaseName(version.tag(), flavor);
  }

  /**
   * Computes all digests.
   *
   * @param images what {@link #images} returned
   * @param layers the layers of each target, by its name
   */
  public PublishPlan plan(
      ReleaseVersion.Version version, List<ImageDraft> images, Map<String, List<Layer>> layers) {
    return new PublishPlan(
        repository,
        name(version),
        images.stream().map(image -> planned(version, image, layers)).toList());
  }

  private PlannedImage planned(
      ReleaseVersion.Version version, ImageDraft draft, Map<String, List<Layer>> layers) {
    List<PlannedTarget> contents =
        draft.contents().stream()
            .map(
                target ->
                    new PlannedTarget(target.name(), layers.getOrDefault(target.name(), List.of())))
            .toList();
    Map<String, String> annotated =
        ImageAnnotations.of(repository, version, draft.tag(), annotations);
    return new PlannedImage(
        draft.tag(),
        draft.target(),
        contents,
        Image.of(
            contents.stream()
                .flatMap(target -> target.layers().stream())
                .map(Layer::described)
                .toList(),
            platforms,
            version.created(),
            annotated));
  }
}
