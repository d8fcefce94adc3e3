package io.github.captainos.release.content;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.steps.Steps;
import java.util.List;

/**
 * The image of a release that a goal reads.
 *
 * @param repository where it is
 * @param release the name of the release that it belongs to
 * @param target the name of its target, or {@code both} for the combined image
 */
public record SelectedImage(Repository repository, ReleaseName release, String target) {
  /** What to do if it does not exist, or is no image. */
  public static final String CHOOSE = choose("captain.tag");

  private static String choose(String parameter) {
    return "Set "
        + parameter
        + " to an existing tag (and captain.flavor to that of the images, if any, and"
        + " captain.repository, captain.artifactName and captain.registry to where it is).";
  }

  /**
   * Checks all that can be checked without a registry.
   *
   * @param naming what determines the reference
   * @param versioning what determines the tag
   * @param targets the names of all targets
   * @param target the name of a target, {@code both} or {@code combined}
   * @throws ReleaseException if a setting is invalid
   */
  public static SelectedImage of(
      RepositorySettings naming, ReleaseVersion versioning, List<String> targets, Setting target)
      throws ReleaseException {
    Repository repository = naming.repositoryOrThrow();
    TargetNames.check(targets);
    String name = target.value();
    boolean isCombined = TargetNames.isCombined(name);
    if (!isCombined && !targets.contains(name)) {
      throw TargetNames.unknown(
          targets, target, List.of(), ", or captain.targets to the targets that were published");
    }
    ReleaseName release = versioning.name(targets);
    release.check(List.of(name), "captain.tag");
    return new SelectedImage(repository, release, isCombined ? TargetNames.COMBINED : name);
  }

  /** Returns whether it is the combined image. */
  public boolean isCombined() {
    return TargetNames.isCombined(target);
  }

  /** Returns its tag. */
  public String tag() {
    return release.tagOf(target);
  }

  /** Returns its reference. */
  public String reference() {
    return repository.reference(tag());
  }

  /** Returns the image of the same target in another release. */
  public SelectedImage in(ReleaseName other) {
    return new SelectedImage(repository, other, target);
  }

  /**
   * Looks it up.
   *
   * @param state the resulting state if that fails: a sentence
   * @throws ReleaseException if the request fails, or if it does not exist
   */
  public Manifest find(Registry registry, String state) throws ReleaseException {
    return find(registry, state, "captain.tag");
  }

  /**
   * Does so for an image whose tag was set with another parameter.
   *
   * @param parameter the parameter that determines the tag
   */
  public Manifest find(Registry registry, String state, String parameter) throws ReleaseException {
    return Steps.step(reference(), "looking up the tag", state, () -> registry.manifest(tag()))
        .orElseThrow(
            () ->
                new ReleaseException(
                    "There is no image " + reference() + ". " + choose(parameter)));
  }
}
