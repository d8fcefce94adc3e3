package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.support.Log;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Finds what refers to images: manifests that name them as their subject, and those under the tags
 * of cosign.
 *
 * @param source the source
 * @param destination the destination
 * @param threads runs the requests
 * @param budget limits the manifests that are held in memory
 */
record AttachmentSearch(
    Registry source, Registry destination, Tasks threads, ImageTree.Budget budget) {
  private static final Log LOG = Log.of(AttachmentSearch.class);
  private static final int MOST = 128;

  /** The resulting state if a step for what refers to an image fails, and what to do then. */
  static final String STATE =
      Steps.NO_TAG_MOVED + " To copy the images alone, set captain.referrers to false.";

  /** Does so if it may be one of them that is broken. */
  private static final String BROKEN =
      Steps.NO_TAG_MOVED
          + " If this referrer cannot be repaired, delete it, or set captain.referrers to false.";

  /** Signatures, attestations and SBOMs. */
  private static final List<String> SUFFIXES = List.of(".sig", ".att", ".sbom");

  /**
   * Finds what refers to images and to the manifests below them.
   *
   * @throws ReleaseException if a request fails, or if an image has too many
   */
  List<Attachment> find(List<ImageCopy> images) throws ReleaseException {
    Set<DescriptorDigest> seen = new HashSet<>();
    List<Callable<List<Attachment>>> searches = new ArrayList<>();
    for (ImageCopy image : images) {
      for (DescriptorDigest subject : image.tree().digests()) {
        if (seen.add(subject)) {
          searches.add(() -> find(image, subject));
        }
      }
    }
    return threads.all(searches).stream().flatMap(List::stream).toList();
  }

  private List<Attachment> find(ImageCopy image, DescriptorDigest subject) throws ReleaseException {
    List<Attachment> found = new ArrayList<>(referrers(image, subject));
    for (String suffix : SUFFIXES) {
      tagged(image, subject, Referrers.tagOf(subject) + suffix).ifPresent(found::add);
    }
    return found;
  }

  private List<Attachment> referrers(ImageCopy image, DescriptorDigest subject)
      throws ReleaseException {
    Map<DescriptorDigest, Descriptor> entries = new LinkedHashMap<>();
    step(
            image.from(),
            "looking up what refers to it",
            () -> source.referrers(subject, Manifest.MAX_SIZE).all())
        .forEach(entry -> entries.putIfAbsent(entry.digest(), entry));
    if (entries.isEmpty()) {
      return List.of();
    }
    if (entries.size() > MOST) {
      throw new ReleaseException(
          image.from()
              + ": more than "
              + MOST
              + " manifests refer to "
              + subject
              + ". Nothing was copied. Delete some, or set captain.referrers to false.");
    }
    Set<DescriptorDigest> present =
        step(
                image.to(),
                "looking up what refers to it",
                () -> destination.referrers(subject, Manifest.MAX_SIZE))
            .entries()
            .stream()
            .map(Descriptor::digest)
            .collect(Collectors.toSet());
    List<Attachment> found = new ArrayList<>();
    for (Descriptor entry : entries.values()) {
      Optional<ImageTree> tree = referrer(image, subject, entry);
      if (tree.isPresent()) {
        boolean isDone =
            present.contains(entry.digest())
                && step(
                    image.to(),
                    "checking for " + entry.digest(),
                    () -> destination.hasManifest(tree.get().root()));
        found.add(referrer(image, subject, tree.get(), isDone));
      }
    }
    return found;
  }

  private static Attachment referrer(
      ImageCopy image, DescriptorDigest subject, ImageTree tree, boolean isDone) {
    return new Attachment(image, subject, tree, null, tree.blobs(), tree.root(), null, isDone);
  }

  /**
   * Reads a manifest that is listed; empty if it does not exist or does not refer to its subject.
   */
  private Optional<ImageTree> referrer(ImageCopy image, DescriptorDigest subject, Descriptor entry)
      throws ReleaseException {
    String digest = entry.digest().toString();
    String doing = "reading " + digest + ", which refers to it,";
    Optional<Manifest> manifest =
        Steps.step(image.from(), doing, BROKEN, () -> source.manifest(entry));
    if (manifest.isEmpty()) {
      LOG.warn(
          "{} is listed as a referrer of {}, but does not exist. It is not copied.",
          digest,
          image.from());
      return Optional.empty();
    }
    if (!manifest.get().refersTo(subject)) {
      LOG.warn(
          "{} is listed as a referrer of {}, but does not refer to it. It is not copied.",
          digest,
          image.from());
      return Optional.empty();
    }
    return Optional.of(
        Steps.step(
            image.from(), doing, BROKEN, () -> ImageTree.read(manifest.get(), source, budget)));
  }

  private Optional<Attachment> tagged(ImageCopy image, DescriptorDigest subject, String tag)
      throws ReleaseException {
    Optional<Manifest> added = step(image.from(), "looking up " + tag, () -> source.manifest(tag));
    if (added.isEmpty()) {
      return Optional.empty();
    }
    ImageTree tree =
        Steps.step(
            image.from(),
            "reading " + tag,
            BROKEN,
            () -> ImageTree.read(added.get(), source, budget));
    Optional<Manifest> before =
        step(image.to(), "looking up " + tag, () -> destination.manifest(tag));
    TagMerge merge =
        before.isEmpty()
            ? new TagMerge(tree.root(), null)
            : step(
                image.to(),
                "merging " + tag,
                () -> TagMerge.of(before.get(), destination, tree.root(), source));
    boolean isDone = before.isPresent() && before.get().isSame(merge.manifest());
    Set<DescriptorDigest> needed =
        digests(step(image.to(), "merging " + tag, () -> ImageTree.blobs(merge.manifest())));
    List<Descriptor> blobs =
        tree.manifests().isEmpty()
            ? tree.blobs().stream().filter(blob -> needed.contains(blob.digest())).toList()
            : tree.blobs();
    return Optional.of(
        new Attachment(image, subject, tree, tag, blobs, merge.manifest(), merge.config(), isDone));
  }

  private static Set<DescriptorDigest> digests(List<Descriptor> descriptors) {
    return descriptors.stream().map(Descriptor::digest).collect(Collectors.toSet());
  }

  private static <T> T step(String reference, String doing, Steps.Step<T> step)
      throws ReleaseException {
    return Steps.step(reference, doing, STATE, step);
  }
}
