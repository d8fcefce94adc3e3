package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.steps.ReportContent;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.DirectoryEntry;
import io.github.captainos.report.Part;
import io.github.captainos.report.State;
import io.github.captainos.report.TagMove;
import io.github.captainos.report.goal.PublishReport;
import io.github.captainos.report.goal.PublishedImage;
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
    return new PublishReport(
        dryRun,
        plan.repository().name(),
        plan.name().tag(),
        plan.name().flavor().name(),
        plan.source(),
        plan.images().stream().map(this::image).toList());
  }

  private PublishedImage image(PlannedImage planned) {
    Manifest index = planned.image().index();
    DescriptorDigest named = before.get(planned.tag());
    return new PublishedImage(
        plan.repository().reference(planned.tag()),
        planned.target(),
        manifest(index),
        new TagMove(
            planned.tag(), index.digest().toString(), named == null ? null : named.toString()),
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
        blob(layer),
        new Artifact.Packing(
            layer.compression().name().toLowerCase(Locale.ROOT),
            layer.diffId().toString(),
            isDirectory ? entries(layer) : null));
  }

  private static List<DirectoryEntry> entries(Layer layer) {
    Iterator<Layer.Content> files = layer.files().iterator();
    return layer.source().entries().stream()
        .map(
            entry ->
                switch (entry.kind()) {
                  case FILE -> file(entry.path(), files.next());
                  case DIRECTORY -> DirectoryEntry.directory(entry.path());
                  case LINK -> DirectoryEntry.link(entry.path(), entry.target());
                })
        .toList();
  }

  private static DirectoryEntry file(String path, Layer.Content file) {
    return DirectoryEntry.file(path, file.size(), file.digest().getHash());
  }

  private Part blob(Blob blob) {
    return new Part(ReportContent.content(blob), blobs.state(blob.descriptor().digest()));
  }

  private Part manifest(Manifest manifest) {
    State sent = dryRun ? State.PLANNED : State.UPLOADED;
    return new Part(
        ReportContent.content(manifest),
        pushed.contains(manifest.descriptor().digest()) ? sent : State.PRESENT);
  }
}
