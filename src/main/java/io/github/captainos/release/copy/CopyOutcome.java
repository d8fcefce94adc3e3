package io.github.captainos.release.copy;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.release.ReportContent;
import io.github.captainos.report.CopiedImage;
import io.github.captainos.report.CopyReport;
import io.github.captainos.report.Part;
import io.github.captainos.report.Report;
import io.github.captainos.report.State;
import io.github.captainos.report.TagMove;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a copy.
 *
 * @param request what was asked for
 * @param names the names at both ends
 * @param blobs the copier of blobs, which knows their states
 */
record CopyOutcome(CopyRequest request, CopyNames names, BlobCopier blobs) {

  CopyReport report(List<ImageCopy> images) {
    return new CopyReport(
        request.dryRun(),
        names.source().name(),
        names.destination().name(),
        names.to().tag(),
        names.to().flavor().name(),
        images.stream().map(this::image).toList());
  }

  private CopiedImage image(ImageCopy image) {
    ImageTree tree = image.tree();
    String digest = tree.root().descriptor().digest().toString();
    // manifests of an image whose tag moves are always sent
    State sent = image.isDone() ? State.PRESENT : request.dryRun() ? State.PLANNED : State.UPLOADED;
    List<Part> manifests = new ArrayList<>();
    for (Document manifest : tree.manifests()) {
      manifests.add(new Part(ReportContent.content(manifest), sent));
    }
    for (Document index : tree.indexes()) {
      manifests.add(new Part(ReportContent.content(index), sent));
    }
    return new CopiedImage(
        new Report.NamedImage(image.target(), image.to(), digest),
        image.from(),
        new Part(ReportContent.content(tree.root()), sent),
        new TagMove(
            image.tag(),
            digest,
            image.before().map(named -> named.descriptor().digest().toString()).orElse(null)),
        manifests,
        tree.blobs().stream().map(this::blob).toList());
  }

  private CopiedImage.NamedBlob blob(Descriptor blob) {
    return new CopiedImage.NamedBlob(
        blob.annotations().get(Annotations.TITLE),
        new Part(ReportContent.content(blob), blobs.state(blob.digest())));
  }
}
