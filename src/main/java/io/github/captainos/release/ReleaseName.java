package io.github.captainos.release;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The name of a release, of which the tags of its images are made.
 *
 * @param tag the release's tag, with which all tags of its images begin
 * @param flavor its flavor
 */
public record ReleaseName(String tag, Flavor flavor) {

  /** Returns the tag of the combined image; those of the targets begin with it. */
  public String combined() {
    return flavor.appendedTo(tag);
  }

  /**
   * Returns the tag of an image.
   *
   * @param target the target's name, {@code both} or {@code combined}
   */
  public String tagOf(String target) {
    return TargetNames.isCombined(target) ? combined() : combined() + "-" + target;
  }

  /** Returns the name with another tag and the same flavor. */
  public ReleaseName withTag(String other) {
    return new ReleaseName(other, flavor);
  }

  /**
   * Checks the tags of images.
   *
   * @param targets the targets of the images
   * @param parameter the parameter that the release's tag comes from, for messages
   * @throws ReleaseException if a tag is too long
   */
  public void check(List<String> targets, String parameter) throws ReleaseException {
    String parameters = flavor.name() == null ? parameter : parameter + " or captain.flavor";
    for (String target : targets) {
      String own = tagOf(target);
      ReferenceSyntax.checkTag(own, "'" + own + "'", "Set a shorter " + parameters + ".");
    }
  }

  /**
   * Returns the target of each image by its tag, the combined one last.
   *
   * @param names the names of the targets
   */
  public Map<String, String> targets(List<String> names) {
    Map<String, String> targets = new LinkedHashMap<>();
    TargetNames.withCombined(names).forEach(target -> targets.put(tagOf(target), target));
    return targets;
  }
}
