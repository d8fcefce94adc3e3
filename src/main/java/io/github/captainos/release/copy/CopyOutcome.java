package io.github.captainos.release.copy;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.steps.ReportContent;
import io.github.captainos.report.Part;
import io.github.captainos.report.Report;
import io.github.captainos.report.State;
import io.github.captainos.report.TagMove;
import io.github.captainos.report.goal.CopiedImage;
import io.github.captainos.report.goal.CopyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The result of a copy.
 *
 * @param request what was asked for
 * @param names the names at both ends
 * @param blobs the copier of blobs, which knows their states
 */
record CopyOutcome(CopyRequest request, CopyNames names, BlobCopier blobs) {

  CopyReport report(List<ImageCopy> images, List<Attachment> attachments) {
    return new CopyReport(
        request.dryRun(),
        names.source().name(),
        names.destination().name(),
        names.to().tag(),
        names.to().flavor().name(),
        images.stream().map(image -> image(image, attachments)).toList());
  }

  private CopiedImage image(ImageCopy image, List<Attachment> attachments) {
    ImageTree tree = image.tree();
    String digest = tree.root().digest().toString();
    return new CopiedImage(
        new Report.NamedImage(image.target(), image.to(), digest),
        image.from(),
        new Part(ReportContent.content(tree.root()), sent(image.isTagged())),
        new TagMove(
            image.tag(),
            digest,
            image.before().map(named -> named.digest().toString()).orElse(null)),
        manifests(tree, manifest -> sent(!image.needs(manifest))),
        tree.blobs().stream().map(this::blob).toList(),
        attachments.stream().filter(one -> one.image().equals(image)).map(this::referrer).toList());
  }

  private State sent(boolean isDone) {
    return isDone ? State.PRESENT : request.dryRun() ? State.PLANNED : State.UPLOADED;
  }

  private static List<Part> manifests(ImageTree tree, Function<Manifest, State> states) {
    List<Part> manifests = new ArrayList<>();
    for (Manifest manifest : tree.manifests()) {
      manifests.add(new Part(ReportContent.content(manifest), states.apply(manifest)));
    }
    for (Manifest index : tree.indexes()) {
      manifests.add(new Part(ReportContent.content(index), states.apply(index)));
    }
    return manifests;
  }

  private CopiedImage.Referrer referrer(Attachment one) {
    State state = sent(one.isDone());
    List<Part> parts = manifests(one.tree(), manifest -> state);
    one.blobs().forEach(blob -> parts.add(blob(blob).part()));
    Blob config = one.config();
    if (config != null) {
      parts.add(new Part(ReportContent.content(config), state));
    }
    return new CopiedImage.Referrer(
        one.subject().toString(),
        one.tag(),
        new Part(ReportContent.content(one.stored()), state),
        parts);
  }

  private CopiedImage.NamedBlob blob(Descriptor blob) {
    return new CopiedImage.NamedBlob(
        blob.annotations().get(Annotations.TITLE),
        new Part(ReportContent.content(blob), blobs.state(blob.digest())));
  }
}
