package io.github.captainos.release.publish;

import io.github.captainos.image.tar.Layer;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion.Version;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.publish.PublishPlan.PlannedTarget;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.signing.Builder;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.support.Log;
import io.github.captainos.trust.predicate.Predicate;
import io.github.captainos.trust.predicate.Provenance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is stated about images that are made of files: the SBOMs of their targets, and how they were
 * built.
 *
 * @param sboms the SBOM of each target that has one, by its name
 * @param builder what builds the images, or null if that is not stated
 */
record PublishedStatements(Map<String, Predicate> sboms, @Nullable Builder builder) {
  private static final Log LOG = Log.of(PublishedStatements.class);

  /**
   * Reads the SBOMs.
   *
   * @param isDryRun whether nothing is published, for which no key is needed: a machine that checks
   *     the changes of others has none
   * @throws ReleaseException if there are any, and nothing is signed; or if one cannot be used
   */
  static PublishedStatements of(PublishDraft draft, Trust trust, boolean isDryRun)
      throws ReleaseException {
    Set<String> targets = draft.files().sboms().keySet();
    if (trust.signingKey() == null && !targets.isEmpty()) {
      String problem =
          "The target "
              + targets.iterator().next()
              + " has an <sbom>, and there is no key that signs it. Set captain.signKey to a file"
              + " with a private key, or remove the <sbom>.";
      if (!isDryRun) {
        throw new ReleaseException(problem);
      }
      LOG.warn("Without captain.dryRun, this would be an error: {}", problem);
    }
    return new PublishedStatements(draft.files().readSboms(), trust.builder());
  }

  /** Returns whether it has to be known how the images were built. */
  boolean hasProvenance() {
    return builder != null;
  }

  /**
   * Checks that the commit can be named, if it is.
   *
   * @throws ReleaseException if it is abbreviated
   */
  void check(Version version) throws ReleaseException {
    if (hasProvenance()) {
      Builder.checkCommit(version.revision());
    }
  }

  /**
   * Returns the images with what is stated about them.
   *
   * @param version the version, which was checked
   * @param areFilesChanged whether tracked files differ from the commit; empty if that is not known
   * @throws ReleaseException if the commit is abbreviated
   */
  List<AttestedImage> images(PublishPlan plan, Version version, Optional<Boolean> areFilesChanged)
      throws ReleaseException {
    if (builder != null && plan.source() == null) {
      LOG.warn(
          "The provenance names no source repository, since the POM has no <scm><url>. Set it to"
              + " the URL of the repository.");
    }
    List<AttestedImage> images = new ArrayList<>();
    for (PlannedImage image : plan.images()) {
      Set<Predicate> predicates = new LinkedHashSet<>();
      image.contents().stream()
          .flatMap(target -> Stream.ofNullable(sboms.get(target.name())))
          .forEach(predicates::add);
      if (builder != null) {
        Provenance provenance =
            builder.provenance(
                plan.repository().signedName() + ":" + image.tag(),
                plan.source(),
                version.revision());
        predicates.add(
            provenance.ofFiles(
                image.contents().stream().map(PublishedStatements::target).toList(),
                areFilesChanged.orElse(null)));
      }
      images.add(new AttestedImage(image.tag(), image.image().index(), List.copyOf(predicates)));
    }
    return images;
  }

  /** Without its checksums, which follow from the other files. */
  private static Provenance.BuiltTarget target(PlannedTarget target) {
    List<Provenance.BuiltFile> files = new ArrayList<>();
    for (Layer layer : target.layers()) {
      if (!ChecksumNames.isOne(layer.name())) {
        layer
            .files()
            .forEach(
                file -> files.add(new Provenance.BuiltFile(file.path(), file.digest().getHash())));
      }
    }
    return new Provenance.BuiltTarget(target.name(), files);
  }
}
