package io.github.captainos.release.copy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Steps;
import io.github.captainos.release.copy.Copier.Image;
import io.github.captainos.support.Json;
import io.github.captainos.support.Log;
import io.github.captainos.trust.AttachmentManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What refers to the images of a copy: manifests that name them as their subject, and those under
 * the tags of cosign, which are merged with what the destination has.
 *
 * @param budget how many bytes of manifests may still be read
 */
record Attachments(Release source, Release destination, AtomicLong budget) {
  private static final Log LOG = Log.of(Attachments.class);
  private static final int MAX_REFERRERS = 128;

  /** The resulting state if a step for what refers to an image fails, and what to do then. */
  private static final String STATE =
      Steps.NO_TAG_MOVED + " To copy the images alone, set captain.referrers to false.";

  /** Does so if it may be one of them that is broken. */
  private static final String BROKEN =
      Steps.NO_TAG_MOVED
          + " If this referrer cannot be repaired, delete it, or set captain.referrers to false.";

  /** Signatures, attestations and SBOMs. */
  private static final List<String> SUFFIXES = List.of(".sig", ".att", ".sbom");

  private static final String LAYERS = "layers";

  /**
   * A manifest that refers to an image, such as a signature.
   *
   * @param image the image that it was found with
   * @param subject the manifest or index that it refers to
   * @param tag the tag that refers to it, as of cosign's signatures; or null if the manifest names
   *     its subject itself
   * @param tree what it consists of at the source
   * @param blobs the blobs of the source that the destination needs for it
   * @param stored what the destination gets
   * @param isDone whether the destination has it already
   */
  record Attachment(
      Image image,
      DescriptorDigest subject,
      @Nullable String tag,
      ImageTree tree,
      List<Descriptor> blobs,
      Stored stored,
      boolean isDone) {

    /** Returns its reference at the source, for messages. */
    String from() {
      return reference(image.from());
    }

    /** Returns its reference at the destination, for messages. */
    String to() {
      return reference(image.to());
    }

    private String reference(String image) {
      String repository = image.substring(0, image.lastIndexOf(':'));
      return tag == null ? repository + "@" + tree.root().digest() : repository + ":" + tag;
    }
  }

  /**
   * What the destination gets: the manifest of the source, or one that has what both ends have.
   *
   * @param config the config of the latter, or null if one of both ends has it
   */
  record Stored(Manifest manifest, @Nullable Blob config) {}

  /**
   * Finds what refers to images and to the manifests below them.
   *
   * @throws ReleaseException if a request fails, or if an image has too many
   */
  List<Attachment> find(List<Image> images) throws ReleaseException {
    Set<DescriptorDigest> seen = new HashSet<>();
    List<Callable<List<Attachment>>> searches = new ArrayList<>();
    for (Image image : images) {
      for (DescriptorDigest subject : image.tree().digests()) {
        if (seen.add(subject)) {
          searches.add(() -> find(image, subject));
        }
      }
    }
    return source.tasks().all(searches).stream().flatMap(List::stream).toList();
  }

  private List<Attachment> find(Image image, DescriptorDigest subject) throws ReleaseException {
    List<Attachment> found = referrers(image, subject);
    for (String suffix : SUFFIXES) {
      tagged(image, subject, Referrers.tagOf(subject) + suffix).ifPresent(found::add);
    }
    return found;
  }

  private List<Attachment> referrers(Image image, DescriptorDigest subject)
      throws ReleaseException {
    List<Attachment> found = new ArrayList<>();
    Map<DescriptorDigest, Descriptor> entries = new LinkedHashMap<>();
    step(
            image.from(),
            "looking up what refers to it",
            () -> source.registry().referrers(subject, Manifest.MAX_SIZE).all())
        .forEach(entry -> entries.putIfAbsent(entry.digest(), entry));
    if (entries.isEmpty()) {
      return found;
    }
    if (entries.size() > MAX_REFERRERS) {
      throw new ReleaseException(
          image.from()
              + ": more than "
              + MAX_REFERRERS
              + " manifests refer to "
              + subject
              + ". Nothing was copied. Delete some, or set captain.referrers to false.");
    }
    Set<DescriptorDigest> present =
        digests(
            step(
                    image.to(),
                    "looking up what refers to it",
                    () -> destination.registry().referrers(subject, Manifest.MAX_SIZE))
                .entries());
    for (Descriptor entry : entries.values()) {
      Optional<ImageTree> listed = referrer(image, subject, entry);
      if (listed.isPresent()) {
        ImageTree tree = listed.get();
        Manifest root = tree.root();
        boolean isDone =
            present.contains(entry.digest())
                && step(
                    image.to(),
                    "checking for " + entry.digest(),
                    () -> destination.registry().hasManifest(root));
        Stored same = new Stored(root, null);
        found.add(new Attachment(image, subject, null, tree, tree.blobs(), same, isDone));
      }
    }
    return found;
  }

  /**
   * Reads a manifest that is listed; empty if it does not exist or does not refer to its subject.
   */
  private Optional<ImageTree> referrer(Image image, DescriptorDigest subject, Descriptor entry)
      throws ReleaseException {
    String doing = "reading " + entry.digest() + ", which refers to it,";
    Optional<Manifest> manifest =
        Steps.step(image.from(), doing, BROKEN, () -> source.registry().manifest(entry));
    if (manifest.isEmpty() || !manifest.get().refersTo(subject)) {
      LOG.warn(
          "{} is listed as a referrer of {}, but {}. It is not copied.",
          entry.digest(),
          image.from(),
          manifest.isEmpty() ? "does not exist" : "does not refer to it");
      return Optional.empty();
    }
    return Optional.of(read(image, doing, manifest.get()));
  }

  private ImageTree read(Image image, String doing, Manifest root) throws ReleaseException {
    return Steps.step(
        image.from(), doing, BROKEN, () -> ImageTree.read(root, source.registry(), budget));
  }

  private Optional<Attachment> tagged(Image image, DescriptorDigest subject, String tag)
      throws ReleaseException {
    Optional<Manifest> added =
        step(image.from(), "looking up " + tag, () -> source.registry().manifest(tag));
    if (added.isEmpty()) {
      return Optional.empty();
    }
    ImageTree tree = read(image, "reading " + tag, added.get());
    Optional<Manifest> before =
        step(image.to(), "looking up " + tag, () -> destination.registry().manifest(tag));
    Stored stored =
        before.isEmpty()
            ? new Stored(tree.root(), null)
            : step(image.to(), "merging " + tag, () -> merged(before.get(), tree.root()));
    boolean isDone = stored.manifest().isSame(before.orElse(null));
    Set<DescriptorDigest> needed =
        digests(step(image.to(), "merging " + tag, () -> ImageTree.blobs(stored.manifest())));
    List<Descriptor> blobs =
        tree.manifests().isEmpty()
            ? tree.blobs().stream().filter(blob -> needed.contains(blob.digest())).toList()
            : tree.blobs();
    return Optional.of(new Attachment(image, subject, tag, tree, blobs, stored, isDone));
  }

  private static Set<DescriptorDigest> digests(List<Descriptor> descriptors) {
    return descriptors.stream().map(Descriptor::digest).collect(Collectors.toSet());
  }

  private static <T> T step(String reference, String doing, Steps.Step<T> step)
      throws ReleaseException {
    return Steps.step(reference, doing, STATE, step);
  }

  /**
   * Returns what both ends have under one of cosign's tags. A signature is a layer with
   * annotations, so all layers of both are kept.
   *
   * @param before the manifest or index of the destination
   * @param added that of the source
   * @throws IOException if one is a manifest and the other an index, if there are more signatures
   *     than are read, or if a config cannot be read
   */
  private Stored merged(Manifest before, Manifest added) throws IOException {
    ObjectNode own = before.json();
    ObjectNode other = added.json();
    String field = other.path(LAYERS).isArray() ? LAYERS : "manifests";
    if (!own.path(field).isArray()) {
      throw new IOException(
          "the destination has another kind of document under this tag, so they cannot be merged."
              + " Delete the tag there, or set captain.referrers to false");
    }
    List<Integer> missing = missing(own.path(field), other.path(field));
    if (missing.isEmpty()) {
      return new Stored(before, null);
    }
    int all = own.path(field).size() + missing.size();
    if (all > AttachmentManifest.MAX_LAYERS) {
      throw new IOException(
          "with that of the destination, it would have "
              + all
              + " entries, and programs read no more than "
              + AttachmentManifest.MAX_LAYERS
              + ". Delete some of them");
    }
    if (missing(other.path(field), own.path(field)).isEmpty()) {
      return new Stored(added, null);
    }
    Blob config = field.equals(LAYERS) ? mergedConfig(own, other, missing) : null;
    if (config != null) {
      ObjectNode descriptor = (ObjectNode) own.path("config");
      descriptor.put("digest", config.descriptor().digest().toString());
      descriptor.put("size", config.descriptor().size());
    }
    missing.forEach(i -> ((ArrayNode) own.path(field)).add(other.path(field).get(i)));
    Manifest merged = Manifest.of(before.descriptor().mediaType(), Json.write(own));
    if (merged.descriptor().size() > AttachmentManifest.MAX_SIZE) {
      throw new IOException(
          "merged with that of the destination, it is larger than "
              + (AttachmentManifest.MAX_SIZE >> 20)
              + " MiB");
    }
    return new Stored(merged, config);
  }

  /** Returns the positions of the elements of one list that another list does not have. */
  private static List<Integer> missing(JsonNode has, JsonNode elements) {
    Set<JsonNode> there = new HashSet<>();
    has.forEach(there::add);
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      if (!there.contains(elements.get(i))) {
        missing.add(i);
      }
    }
    return missing;
  }

  /** Merges configs that have a diff ID for each layer; others do not depend on the layers. */
  private @Nullable Blob mergedConfig(ObjectNode own, ObjectNode other, List<Integer> missing)
      throws IOException {
    ObjectNode config = config(own, destination.registry());
    ObjectNode added = config(other, source.registry());
    if (!hasDiffIds(config, own) || !hasDiffIds(added, other)) {
      return null;
    }
    for (int i : missing) {
      ((ArrayNode) config.path("rootfs").path("diff_ids"))
          .add(added.path("rootfs").path("diff_ids").get(i));
      JsonNode entry = added.path("history").get(i);
      if (entry != null && config.path("history") instanceof ArrayNode history) {
        history.add(entry);
      }
    }
    return Blob.of(own.path("config").path("mediaType").asText(), Json.write(config));
  }

  private static boolean hasDiffIds(ObjectNode config, ObjectNode manifest) {
    return config.path("rootfs").path("diff_ids") instanceof ArrayNode ids
        && ids.size() == manifest.path(LAYERS).size();
  }

  private static ObjectNode config(ObjectNode manifest, Registry registry) throws IOException {
    Descriptor config = Descriptor.of(manifest.path("config"));
    return Json.readStrictly(registry.get(config, Manifest.MAX_SIZE));
  }

  /**
   * Sends what refers to images, whose blobs are there; no tag of an image moves.
   *
   * @throws ReleaseException if a request fails
   */
  void send(List<Attachment> attachments) throws ReleaseException {
    Set<DescriptorDigest> subjects = new HashSet<>();
    for (Attachment one : attachments) {
      Manifest image = one.image().tree().root();
      // some registries want the subject first; its tag moves at the end
      if (image.digest().equals(one.subject()) && subjects.add(one.subject())) {
        destination.push(one.image().to(), image);
      }
      for (Manifest manifest : one.tree().below()) {
        destination.push(one.to(), manifest);
      }
      Steps.step(one.to(), "uploading it", STATE, () -> push(one));
    }
  }

  private void push(Attachment one) throws IOException {
    Registry registry = destination.registry();
    Blob config = one.stored().config();
    if (config != null) {
      registry.pushBlob(config);
    }
    if (one.tag() == null) {
      registry.pushReferrer(one.stored().manifest(), one.subject());
    } else {
      registry.tag(one.tag(), one.stored().manifest());
    }
  }
}
