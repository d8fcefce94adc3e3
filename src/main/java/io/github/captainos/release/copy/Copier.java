package io.github.captainos.release.copy;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.PendingLogin;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.TagMoves;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.CopyReport;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.support.Log;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Copies the images of a release: blobs first, then manifests, and tags only at the end. */
public final class Copier {
  private static final Log LOG = Log.of(Copier.class);

  private final CopyRequest request;
  private final CopyNames names;
  private final Trust trust;
  private final Registry source;
  private final Registry destination;
  private final Tasks threads;
  private final BlobCopier blobs;
  private final ImageTree.Budget budget = new ImageTree.Budget();

  private Copier(
      CopyRequest request,
      CopyNames names,
      Trust trust,
      Registry source,
      Registry destination,
      Tasks threads,
      Progress progress) {
    this.request = request;
    this.names = names;
    this.trust = trust;
    this.source = source;
    this.destination = destination;
    this.threads = threads;
    this.blobs = new BlobCopier(source, destination, threads, progress);
  }

  /**
   * Checks all that can be checked without a registry.
   *
   * @return the references that {@link #copy(CopyRequest)} will write
   * @throws ReleaseException if a setting is invalid
   */
  public static List<String> check(CopyRequest request) throws ReleaseException {
    CopyNames names = CopyNames.of(request);
    return names.targets().stream().map(names::destinationOf).toList();
  }

  /**
   * Copies what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid or a step fails; the message says whether a
   *     tag has moved
   */
  public static CopyReport copy(CopyRequest request) throws ReleaseException {
    CopyNames names = CopyNames.of(request);
    Trust trust = request.trust();
    Access access = request.dryRun() ? Access.READ : Access.WRITE;
    try (Progress progress = request.progress();
        Tasks threads = new Tasks(names.source().connecting().parallelism());
        Registry source = names.source().open(Access.READ);
        Registry destination = names.destination().openForCopy(access, names.source())) {
      return new Copier(request, names, trust, source, destination, threads, progress).copy();
    }
  }

  private CopyReport copy() throws ReleaseException {
    List<ImageCopy> images = new ManifestLookup(destination, threads).of(lookUp());
    images.forEach(this::warnOfForeignLayers);
    List<ImageCopy> changed = images.stream().filter(image -> !image.isDone()).toList();
    for (ImageCopy image : changed) {
      blobs.add(image.tree().blobs(), image.from(), image.to());
    }
    List<Attachment> attachments =
        request.referrers()
            ? new AttachmentSearch(source, destination, threads, budget).find(images)
            : List.of();
    List<Attachment> missing = attachments.stream().filter(one -> !one.isDone()).toList();
    for (Attachment one : missing) {
      blobs.add(one.blobs(), one.from(), one.to());
    }
    blobs.lookUp();
    if (!request.dryRun()) {
      blobs.copy();
      ManifestSender manifests = new ManifestSender(destination, threads);
      manifests.send(changed);
      manifests.sendAttachments(missing);
      sign(images, Steps.NO_TAG_MOVED);
      if (!request.overwrite()) {
        checkTags(changed, manifests(names.destination(), destination, tags(changed)));
      }
      List<ImageCopy> moving = changed.stream().filter(image -> !image.isTagged()).toList();
      new TagMoves<>(moving, names.destination(), ImageCopy::to)
          .each(threads, image -> destination.tag(image.tag(), image.tree().root()));
      sign(images, Steps.TAGS_MOVED);
    }
    return new CopyOutcome(request, names, blobs).report(images, attachments);
  }

  private List<ImageCopy> lookUp() throws ReleaseException {
    PendingLogin.begin(destination, threads);
    List<String> tags = names.targets().stream().map(names.from()::tagOf).toList();
    Map<String, Manifest> found = manifests(names.source(), source, tags);
    TagLookup.checkAllExist(
        tags,
        found,
        names.source(),
        "Images to be copied do not exist, so nothing was copied. Set captain.tag to a tag that"
            + " they all have, and <targets> (or captain.targets) to those that were published:");
    List<String> newTags = names.targets().stream().map(names.to()::tagOf).toList();
    new Signatures(trust, names.source(), source, threads).verifySources(found, Steps.NO_TAG_MOVED);
    Map<String, Manifest> before = manifests(names.destination(), destination, newTags);
    List<Callable<ImageCopy>> readings = new ArrayList<>();
    for (String target : names.targets()) {
      readings.add(() -> image(target, found, before));
    }
    List<ImageCopy> images = threads.all(readings);
    if (!request.overwrite()) {
      checkTags(images, before);
    }
    return images;
  }

  private void sign(List<ImageCopy> images, String state) throws ReleaseException {
    Map<String, Manifest> copies = new LinkedHashMap<>();
    images.forEach(image -> copies.put(image.tag(), image.tree().root()));
    new Signatures(trust, names.destination(), destination, threads).sign(copies, state);
  }

  private Map<String, Manifest> manifests(
      Repository repository, Registry registry, List<String> tags) throws ReleaseException {
    return new TagLookup(repository, registry, PendingLogin.begin(registry, threads), threads)
        .manifests(tags);
  }

  private ImageCopy image(String target, Map<String, Manifest> found, Map<String, Manifest> before)
      throws ReleaseException {
    String from = names.sourceOf(target);
    Manifest root = found.get(names.from().tagOf(target));
    ImageTree tree =
        Steps.step(
            from,
            "reading the manifests",
            Steps.NO_TAG_MOVED,
            () -> ImageTree.read(root, source, budget));
    String tag = names.to().tagOf(target);
    return new ImageCopy(
        target,
        from,
        names.destinationOf(target),
        tag,
        tree,
        Optional.ofNullable(before.get(tag)),
        tree.digests());
  }

  private void warnOfForeignLayers(ImageCopy image) {
    if (!image.tree().foreign().isEmpty()) {
      LOG.warn(
          "{} has {} layers that may not be distributed by registries. They are not copied; the"
              + " copy refers to the same addresses.",
          image.from(),
          image.tree().foreign().size());
    }
  }

  private static List<String> tags(List<ImageCopy> images) {
    return images.stream().map(ImageCopy::tag).toList();
  }

  private static void checkTags(List<ImageCopy> images, Map<String, Manifest> now)
      throws ReleaseException {
    List<String> taken = new ArrayList<>();
    for (ImageCopy image : images) {
      Manifest other = now.get(image.tag());
      if (other != null && !image.isSame(other)) {
        taken.add(image.to() + " (" + other.descriptor().digest() + ")");
      }
    }
    if (!taken.isEmpty()) {
      throw ReleaseException.of(
          "Tags name other images at the destination already, so no tag was moved. Choose another"
              + " captain.newTag, or set captain.overwrite to true:",
          taken);
    }
  }
}
