package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.steps.ReportContent;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.TagMove;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The result of a plan.
 *
 * @param plan the plan
 * @param attested the images with what is stated about them
 * @param before the digest that each tag referred to before
 * @param blobs the sender, which knows the state of blobs
 * @param pushed the manifests and indexes that were sent
 * @param dryRun whether nothing was sent
 */
record PublishOutcome(
    PublishPlan plan,
    List<AttestedImage> attested,
    Map<String, DescriptorDigest> before,
    BlobSender blobs,
    Set<DescriptorDigest> pushed,
    boolean dryRun) {

  PublishReport report() {
    String source = plan.source();
    boolean isUnlinked = source == null && plan.repository().name().startsWith("ghcr.io/");
    return PublishReport.of(
        dryRun,
        plan.repository().name(),
        plan.name().tag(),
        plan.name().flavor().name(),
        plan.images().stream().map(this::image).toList(),
        isUnlinked
            ? Map.of(
                "Source",
                "none, so ghcr.io links the package to no repository: set <scm><url> in the POM")
            : Map.of());
  }

  private PublishReport.Image image(PlannedImage planned) {
    Manifest index = planned.image().index();
    return new PublishReport.Image(
        plan.repository().reference(planned.tag()),
        planned.target(),
        planned.tag(),
        manifest(index),
        TagMove.of(index.digest(), before.get(planned.tag())),
        ReportContent.platforms(planned.image(), this::manifest, this::blob),
        planned.layers().stream().map(this::artifact).toList(),
        AttestedImage.kinds(attested, planned.tag()));
  }

  private Artifact artifact(Layer layer) {
    boolean isDirectory = layer.source().isDirectory();
    return new Artifact(
        layer.name(),
        layer.contentSize(),
        isDirectory ? null : layer.files().get(0).digest().getHash(),
        layer.compression().name().toLowerCase(Locale.ROOT),
        layer.diffId(),
        isDirectory ? entries(layer) : null,
        blob(layer));
  }

  private static List<Artifact.Entry> entries(Layer layer) {
    Iterator<Layer.Content> files = layer.files().iterator();
    return layer.source().entries().stream()
        .map(
            entry ->
                switch (entry.kind()) {
                  case FILE -> file(entry.path(), files.next());
                  case DIRECTORY ->
                      new Artifact.Entry(entry.path(), Artifact.Type.DIRECTORY, null, null, null);
                  case LINK ->
                      new Artifact.Entry(
                          entry.path(), Artifact.Type.LINK, null, null, entry.target());
                })
        .toList();
  }

  private static Artifact.Entry file(String path, Layer.Content file) {
    return new Artifact.Entry(path, Artifact.Type.FILE, file.size(), file.digest().getHash(), null);
  }

  private Part blob(Blob blob) {
    return new Part(blob.descriptor(), blobs.state(blob.descriptor().digest()));
  }

  private Part manifest(Manifest manifest) {
    State sent = dryRun ? State.PLANNED : State.UPLOADED;
    return new Part(
        manifest.descriptor(),
        pushed.contains(manifest.descriptor().digest()) ? sent : State.PRESENT);
  }
}
