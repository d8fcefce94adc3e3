package io.github.captainos.release.copy;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.report.CopyReport;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.TagMove;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The result of a copy.
 *
 * @param request what was asked for
 * @param names the names at both ends
 * @param blobs the copier of blobs, which knows their states
 */
record CopyOutcome(CopyRequest request, CopyNames names, BlobCopier blobs) {

  CopyReport report(List<ImageCopy> images, List<Attachment> attachments) {
    List<Part> parts = new ArrayList<>();
    List<CopyReport.Image> copies = new ArrayList<>();
    for (ImageCopy image : images) {
      CopyReport.Image copy = image(image, attachments, parts);
      copies.add(copy);
      parts.addAll(copy.manifests());
      parts.add(copy.content());
      copy.blobs().forEach(blob -> parts.add(blob.part()));
    }
    return CopyReport.of(
        request.dryRun(),
        names.source().name(),
        names.destination().name(),
        names.to().tag(),
        names.to().flavor().name(),
        copies,
        parts);
  }

  private CopyReport.Image image(ImageCopy image, List<Attachment> attachments, List<Part> parts) {
    ImageTree tree = image.tree();
    return new CopyReport.Image(
        image.to(),
        image.target(),
        image.from(),
        image.tag(),
        new Part(tree.root().descriptor(), sent(image.isTagged())),
        TagMove.of(tree.root().digest(), image.before().map(Manifest::digest).orElse(null)),
        manifests(tree, manifest -> sent(!image.needs(manifest))),
        tree.blobs().stream().map(this::blob).toList(),
        attachments.stream()
            .filter(one -> one.image().equals(image))
            .map(one -> referrer(one, parts))
            .toList());
  }

  private State sent(boolean isDone) {
    return isDone ? State.PRESENT : request.dryRun() ? State.PLANNED : State.UPLOADED;
  }

  private static List<Part> manifests(ImageTree tree, Function<Manifest, State> states) {
    return Stream.concat(tree.manifests().stream(), tree.indexes().stream())
        .map(manifest -> new Part(manifest.descriptor(), states.apply(manifest)))
        .toList();
  }

  /**
   * @param parts where its parts are added
   */
  private CopyReport.Referrer referrer(Attachment one, List<Part> parts) {
    State state = sent(one.isDone());
    Part content = new Part(one.stored().descriptor(), state);
    parts.add(content);
    parts.addAll(manifests(one.tree(), manifest -> state));
    one.blobs().forEach(blob -> parts.add(blob(blob).part()));
    Blob config = one.config();
    if (config != null) {
      parts.add(new Part(config.descriptor(), state));
    }
    return new CopyReport.Referrer(one.subject(), one.tag(), content);
  }

  private CopyReport.Blob blob(Descriptor blob) {
    return new CopyReport.Blob(
        new Part(blob, blobs.state(blob.digest())), blob.annotations().get(Annotations.TITLE));
  }
}
