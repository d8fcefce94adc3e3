package io.github.captainos.release.combine;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.steps.ReportContent;
import io.github.captainos.report.CombineReport;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.Report;
import io.github.captainos.report.TagMove;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The result of a combination.
 *
 * @param request what was asked for
 * @param repository the repository
 * @param name the name of the release
 * @param sources the images of the targets
 * @param image the combined image
 * @param attested the same with what is stated about it
 * @param before the digest that its tag referred to before
 * @param missing the configs that the repository did not have
 */
record CombineOutcome(
    CombineRequest request,
    Repository repository,
    ReleaseName name,
    List<TargetImage> sources,
    Image image,
    AttestedImage attested,
    Optional<DescriptorDigest> before,
    Set<DescriptorDigest> missing) {

  CombineReport report() {
    return CombineReport.of(
        request.dryRun(),
        repository.name(),
        name.tag(),
        name.flavor().name(),
        new Report.NamedImage(
            TargetNames.COMBINED, repository.reference(name.combined()), image.index().digest()),
        manifest(image.index()),
        TagMove.of(image.index().digest(), before.orElse(null)),
        ReportContent.platforms(image, this::manifest, this::config),
        layers(),
        sources.stream().map(this::source).toList(),
        attested.kinds());
  }

  private CombineReport.Source source(TargetImage source) {
    return new CombineReport.Source(
        repository.reference(source.tag()), source.target(), source.image().index().descriptor());
  }

  private Part config(Blob config) {
    return new Part(
        config.descriptor(),
        missing.contains(config.descriptor().digest()) ? sent() : State.PRESENT);
  }

  private List<CombineReport.Layer> layers() {
    List<CombineReport.Layer> layers = new ArrayList<>();
    for (TargetImage source : sources) {
      source
          .image()
          .layers()
          .forEach(
              layer ->
                  layers.add(
                      new CombineReport.Layer(
                          layer.descriptor().layerName(),
                          source.target(),
                          layer.diffId(),
                          new Part(layer.descriptor(), State.PRESENT))));
    }
    return layers;
  }

  /** Manifests of an image whose tag moves are always sent. */
  private Part manifest(Manifest manifest) {
    boolean isDone = before.equals(Optional.of(image.index().digest()));
    return new Part(manifest.descriptor(), isDone ? State.PRESENT : sent());
  }

  private State sent() {
    return request.dryRun() ? State.PLANNED : State.UPLOADED;
  }
}
