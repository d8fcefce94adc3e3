package io.github.captainos.release.combine;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Image;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.signing.Builder;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.support.Log;
import io.github.captainos.trust.predicate.Predicate;
import io.github.captainos.trust.predicate.Provenance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * What is stated about the combined image: the SBOMs of its targets, as far as the key or one that
 * is trusted has attested them, and of which images it was made.
 *
 * @param signatures the signatures in the repository
 * @param sources the images of the targets
 */
record CombinedStatements(Signatures signatures, List<TargetImage> sources) {
  private static final Log LOG = Log.of(CombinedStatements.class);

  /**
   * Returns the combined image with what is stated about it; nothing, if there is no key.
   *
   * @param tag its tag
   * @throws ReleaseException if attestations cannot be read, or if the commit is abbreviated
   */
  AttestedImage of(String tag, Image image) throws ReleaseException {
    Set<Predicate> predicates = new LinkedHashSet<>();
    if (signatures.trust().signingKey() != null) {
      List<Callable<List<Predicate>>> reads = new ArrayList<>();
      for (TargetImage source : sources) {
        reads.add(() -> signatures.sboms(source.tag(), source.image().index(), Steps.NO_TAG_MOVED));
      }
      signatures.threads().all(reads).forEach(predicates::addAll);
    }
    Builder builder = signatures.trust().builder();
    if (builder != null) {
      predicates.add(provenance(builder, tag, image));
    }
    return new AttestedImage(tag, image.index(), List.copyOf(predicates));
  }

  private Predicate provenance(Builder builder, String tag, Image image) throws ReleaseException {
    Repository repository = signatures.repository();
    Map<String, String> annotations = image.annotations();
    if (!annotations.containsKey(Annotations.SOURCE)) {
      LOG.warn(
          "The provenance names no source repository, since the targets' images name none. Set"
              + " <scm><url> in the POM that they are published with.");
    }
    return builder
        .provenance(
            repository.signedName() + ":" + tag,
            annotations.get(Annotations.SOURCE),
            annotations.get(Annotations.REVISION))
        .ofImages(
            sources.stream()
                .map(
                    source ->
                        new Provenance.BuiltImage(
                            source.target(),
                            repository.signedName() + ":" + source.tag(),
                            source.image().index().digest().getHash()))
                .toList());
  }
}
