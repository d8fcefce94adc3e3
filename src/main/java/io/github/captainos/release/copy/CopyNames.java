package io.github.captainos.release.copy;

import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReferenceSyntax;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import java.util.List;

/**
 * The names of a release at the source and at the destination.
 *
 * @param source the source
 * @param destination the destination
 * @param from the name at the source
 * @param to the name at the destination
 * @param targets the targets of all images, in the order in which their tags move
 */
record CopyNames(
    Repository source,
    Repository destination,
    ReleaseName from,
    ReleaseName to,
    List<String> targets) {

  /**
   * Checks all that can be checked without a registry.
   *
   * @throws ReleaseException if a setting is invalid, or source and destination are the same
   */
  static CopyNames of(CopyRequest request) throws ReleaseException {
    Repository source = request.from().repositoryOrThrow();
    Repository destination = request.to().repositoryOrThrow();
    TargetNames.check(request.targets());
    List<String> targets = TargetNames.withCombined(request.targets());
    Flavor flavor = request.versioning().flavor(request.targets());
    Setting newTag = request.newTag();
    if (newTag != null) {
      ReferenceSyntax.checkTag(newTag.value(), newTag.toString(), "Set another captain.newTag.");
      new ReleaseName(newTag.value(), flavor).check(targets, "captain.newTag");
    }
    ReleaseName from = request.versioning().name(request.targets());
    from.check(targets, "captain.tag");
    ReleaseName to = newTag == null ? from : from.withTag(newTag.value());
    CopyNames names = new CopyNames(source, destination, from, to, targets);
    if (from.equals(to) && source.isSameAs(destination)) {
      throw new ReleaseException(
          "The source and the destination of the copy are the same, "
              + source.reference(from.combined())
              + ". Set captain.toRegistry, captain.toRepository or captain.toArtifactName to another"
              + " place, or captain.newTag to another tag.");
    }
    return names;
  }

  /** Returns the reference of an image at the source. */
  String sourceOf(String target) {
    return source.reference(from.tagOf(target));
  }

  /** Returns the reference of an image at the destination. */
  String destinationOf(String target) {
    return destination.reference(to.tagOf(target));
  }
}
