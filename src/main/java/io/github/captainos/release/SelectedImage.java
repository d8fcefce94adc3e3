package io.github.captainos.release;

import io.github.captainos.image.Manifest;
import java.util.List;

/**
 * The image of a release that a goal reads.
 *
 * @param release the session
 * @param name the name of the release that it belongs to
 * @param target the name of its target, or {@code both} for the combined image
 */
public record SelectedImage(Release release, ReleaseName name, String target) {

  /**
   * Checks all that can be checked without a registry.
   *
   * @param target the name of a target, {@code both} or {@code combined}
   * @throws ReleaseException if there is no such target, or if the tag is invalid
   */
  public static SelectedImage of(Release release, Setting target) throws ReleaseException {
    boolean isCombined = TargetNames.isCombined(target.value());
    if (!isCombined && !release.targets().contains(target.value())) {
      throw TargetNames.unknown(
          release.targets(),
          target,
          List.of(),
          ", or captain.targets to the targets that were published");
    }
    String own = isCombined ? TargetNames.COMBINED : target.value();
    release.name().check(List.of(own), "captain.tag");
    return new SelectedImage(release, release.name(), own);
  }

  /** Returns whether it is the combined image. */
  public boolean isCombined() {
    return TargetNames.isCombined(target);
  }

  /** Returns its tag. */
  public String tag() {
    return name.tagOf(target);
  }

  /** Returns its reference. */
  public String reference() {
    return release.reference(tag());
  }

  /** Returns the image of the same target in another release. */
  public SelectedImage in(ReleaseName other) {
    return new SelectedImage(release, other, target);
  }

  /**
   * Looks it up; the release is open.
   *
   * @param state the resulting state if that fails: a sentence
   * @throws ReleaseException if the request fails, or if it does not exist
   */
  public Manifest find(String state) throws ReleaseException {
    return find(state, "captain.tag");
  }

  /**
   * Does so for an image whose tag was set with another parameter.
   *
   * @param parameter the parameter that determines the tag
   */
  public Manifest find(String state, String parameter) throws ReleaseException {
    Manifest found = release.manifests(List.of(tag()), state).get(tag());
    if (found == null) {
      throw missing(parameter);
    }
    return found;
  }

  /** Says that it does not exist, and what to do. */
  public ReleaseException missing(String parameter) throws ReleaseException {
    return new ReleaseException(
        "There is no image " + reference() + ". " + release.advice(parameter, name));
  }
}
