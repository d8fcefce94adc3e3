package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.release.Job;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Steps;
import io.github.captainos.release.copy.Attachments.Attachment;
import io.github.captainos.report.CopyReport;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.TagMove;
import io.github.captainos.support.Log;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Copies all images of a release to another repository, byte for byte, and what refers to them:
 * first blobs, then manifests, then what refers to them, then signatures; tags move at the end.
 */
public final class Copier implements Job {
  private static final Log LOG = Log.of(Copier.class);

  private final Release source;
  private final Release destination;
  private final @Nullable Setting newTag;
  private final boolean overwrite;
  private final boolean dryRun;
  private final boolean referrers;

  /** How many bytes of manifests may still be read. */
  private final AtomicLong budget = new AtomicLong(ImageTree.MAX_BYTES);

  /** The manifests that the destination has of images to which their tags refer already. */
  private final Set<DescriptorDigest> present = ConcurrentHashMap.newKeySet();

  /**
   * An image to copy.
   *
   * @param target the target's name, or {@code both}
   * @param from its reference at the source
   * @param to its reference at the destination
   * @param tag its tag at the destination
   * @param tree all that it consists of
   * @param before what the tag has referred to so far at the destination, or null
   */
  record Image(
      String target,
      String from,
      String to,
      String tag,
      ImageTree tree,
      @Nullable Manifest before) {

    /** Returns whether the tag refers to the image already. */
    boolean isTagged() {
      return tree.root().isSame(before);
    }
  }

  /**
   * @param source the release that is copied
   * @param destination a release of the same version and targets in another repository, or in the
   *     same one if there is a new tag
   * @param newTag the tag that the combined image gets at the destination, or null for the one that
   *     it has
   * @param overwrite whether a tag of the destination that refers to another image is moved
   * @param dryRun whether nothing is written
   * @param referrers whether what refers to the images is copied, too, such as signatures
   */
  public Copier(
      Release source,
      Release destination,
      @Nullable Setting newTag,
      boolean overwrite,
      boolean dryRun,
      boolean referrers) {
    this.source = source;
    this.destination = destination;
    this.newTag = newTag;
    this.overwrite = overwrite;
    this.dryRun = dryRun;
    this.referrers = referrers;
  }

  private ReleaseName newName() throws ReleaseException {
    ReleaseName to = newTag == null ? source.name() : source.named(newTag);
    source.tags();
    if (to.equals(source.name()) && source.repository().isSameAs(destination.repository())) {
      throw new ReleaseException(
          "The source and the destination of the copy are the same, "
              + source.reference(to.combined())
              + ". Set captain.toRegistry, captain.toRepository or captain.toArtifactName to"
              + " another place, or captain.newTag to another tag.");
    }
    return to;
  }

  @Override
  public List<String> check() throws ReleaseException {
    return newName().targets(source.targets()).keySet().stream()
        .map(destination::reference)
        .toList();
  }

  @Override
  public CopyReport run() throws ReleaseException {
    ReleaseName to = newName();
    try (Release from = source.open(Access.READ);
        Release into =
            destination.openForCopy(dryRun ? Access.READ : Access.WRITE, from.repository())) {
      List<Image> images = images(to);
      lookUpManifests(images);
      List<Image> changed = images.stream().filter(image -> !isDone(image)).toList();
      BlobCopier blobs = new BlobCopier(from, into);
      for (Image image : images) { // also those that are there: a registry may have lost a blob
        blobs.add(image.tree().blobs(), image.from(), image.to());
      }
      Attachments search = new Attachments(from, into, budget);
      List<Attachment> attachments = referrers ? search.find(images) : List.of();
      List<Attachment> missing = attachments.stream().filter(one -> !one.isDone()).toList();
      for (Attachment one : attachments) {
        blobs.add(one.blobs(), one.from(), one.to());
      }
      blobs.lookUp();
      if (!dryRun) {
        blobs.copy();
        sendManifests(changed);
        search.send(missing);
        into.signatures().sign(roots(images), Steps.NO_TAG_MOVED);
        if (!overwrite) {
          Map<String, Manifest> roots = roots(changed);
          into.checkNotTaken(roots, into.manifests(roots.keySet()), "captain.newTag");
        }
        into.moveTags(roots(changed.stream().filter(image -> !image.isTagged()).toList()));
        into.signatures().sign(roots(images), Steps.TAGS_MOVED);
      }
      return report(to, images, attachments, blobs);
    }
  }

  /** Looks up the images at both ends, and reads all manifests of the source. */
  private List<Image> images(ReleaseName to) throws ReleaseException {
    Map<String, String> tags = source.tags();
    Map<String, Manifest> found = source.existing(tags.keySet(), "copied");
    source.signatures().verifySources(found, Steps.NO_TAG_MOVED);
    Map<String, Manifest> before = destination.manifests(to.targets(source.targets()).keySet());
    List<Callable<Image>> reads = new ArrayList<>();
    tags.forEach(
        (tag, target) -> reads.add(() -> image(target, found.get(tag), to.tagOf(target), before)));
    List<Image> images = source.tasks().all(reads);
    if (!overwrite) {
      destination.checkNotTaken(roots(images), before, "captain.newTag");
    }
    for (Image image : images) {
      if (!image.tree().nonDistributable().isEmpty()) {
        LOG.warn(
            "{} has {} layers that may not be distributed by registries. They are not copied; the"
                + " copy refers to the same addresses.",
            image.from(),
            image.tree().nonDistributable().size());
      }
    }
    return images;
  }

  private Image image(String target, Manifest root, String tag, Map<String, Manifest> before)
      throws ReleaseException {
    String from = source.reference(source.name().tagOf(target));
    ImageTree tree =
        Steps.step(
            from,
            "reading the manifests",
            Steps.NO_TAG_MOVED,
            () -> ImageTree.read(root, source.registry(), budget));
    return new Image(target, from, destination.reference(tag), tag, tree, before.get(tag));
  }

  private static Map<String, Manifest> roots(List<Image> images) {
    Map<String, Manifest> roots = new LinkedHashMap<>();
    images.forEach(image -> roots.put(image.tag(), image.tree().root()));
    return roots;
  }

  /**
   * Looks up the manifests of images to which their tags refer already, each once: a registry may
   * have deleted some, and such an image would stay incomplete.
   */
  private void lookUpManifests(List<Image> images) throws ReleaseException {
    Set<DescriptorDigest> seen = new HashSet<>();
    List<Callable<Copier>> lookups = new ArrayList<>();
    for (Image image : images) {
      for (Manifest manifest : image.tree().below()) {
        if (image.isTagged() && seen.add(manifest.digest())) {
          lookups.add(() -> lookUp(image, manifest));
        }
      }
    }
    destination.tasks().all(lookups);
  }

  private Copier lookUp(Image image, Manifest manifest) throws ReleaseException {
    if (Steps.step(
        image.to(),
        "checking for " + manifest.digest(),
        Steps.NO_TAG_MOVED,
        () -> destination.registry().hasManifest(manifest))) {
      present.add(manifest.digest());
    }
    return this;
  }

  /** Returns whether the destination has a manifest below an image: if its tag moves, all go. */
  private boolean has(Image image, Manifest manifest) {
    return image.isTagged() && present.contains(manifest.digest());
  }

  private boolean isDone(Image image) {
    return image.isTagged()
        && image.tree().below().stream().allMatch(manifest -> has(image, manifest));
  }

  private void sendManifests(List<Image> images) throws ReleaseException {
    List<Callable<Manifest>> pushes = new ArrayList<>();
    for (Image image : images) {
      for (Manifest manifest : image.tree().manifests()) {
        if (!has(image, manifest)) {
          pushes.add(() -> destination.push(image.to(), manifest));
        }
      }
    }
    destination.tasks().all(pushes);
    for (Image image : images) {
      for (Manifest index : image.tree().indexes()) {
        if (!has(image, index)) {
          destination.push(image.to(), index);
        }
      }
    }
  }

  private CopyReport report(
      ReleaseName to, List<Image> images, List<Attachment> attachments, BlobCopier blobs) {
    List<Part> parts = new ArrayList<>();
    List<CopyReport.Image> copies = new ArrayList<>();
    for (Image image : images) {
      List<CopyReport.Referrer> own = new ArrayList<>();
      for (Attachment one : attachments) {
        if (one.image() == image) {
          own.add(referrer(one, blobs, parts));
        }
      }
      CopyReport.Image copy = image(image, own, blobs);
      copies.add(copy);
      parts.addAll(copy.manifests());
      parts.add(copy.content());
      copy.blobs().forEach(blob -> parts.add(blob.part()));
    }
    return CopyReport.of(
        dryRun,
        source.repository().name(),
        destination.repository().name(),
        to.tag(),
        to.flavor().name(),
        destination.trust().signer(),
        copies,
        parts);
  }

  private CopyReport.Image image(
      Image image, List<CopyReport.Referrer> attachments, BlobCopier blobs) {
    ImageTree tree = image.tree();
    return new CopyReport.Image(
        image.to(),
        image.target(),
        image.from(),
        image.tag(),
        new Part(tree.root().descriptor(), sent(image.isTagged())),
        TagMove.of(tree.root().digest(), image.before() == null ? null : image.before().digest()),
        manifests(tree, manifest -> has(image, manifest)),
        tree.blobs().stream()
            .map(
                blob ->
                    new CopyReport.Blob(
                        part(blob, blobs), blob.annotations().get(Annotations.TITLE)))
            .toList(),
        attachments);
  }

  /**
   * @param parts where its parts are added
   */
  private CopyReport.Referrer referrer(Attachment one, BlobCopier blobs, List<Part> parts) {
    State state = sent(one.isDone());
    Part content = new Part(one.stored().manifest().descriptor(), state);
    parts.add(content);
    parts.addAll(manifests(one.tree(), manifest -> one.isDone()));
    one.blobs().forEach(blob -> parts.add(part(blob, blobs)));
    Blob config = one.stored().config();
    if (config != null) {
      parts.add(new Part(config.descriptor(), state));
    }
    return new CopyReport.Referrer(one.subject(), one.tag(), content);
  }

  private List<Part> manifests(ImageTree tree, Predicate<Manifest> isThere) {
    return tree.below().stream()
        .map(manifest -> new Part(manifest.descriptor(), sent(isThere.test(manifest))))
        .toList();
  }

  private State sent(boolean isThere) {
    return isThere ? State.PRESENT : dryRun ? State.PLANNED : State.UPLOADED;
  }

  private static Part part(Descriptor blob, BlobCopier blobs) {
    return new Part(blob, blobs.state(blob.digest()));
  }
}
