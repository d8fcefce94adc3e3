package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Access;
import io.github.captainos.release.AttestedImage;
import io.github.captainos.release.CountedBlob;
import io.github.captainos.release.Job;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion.Version;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Signatures.Attester;
import io.github.captainos.release.Steps;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.Tasks;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.publish.input.Layers;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.Recap;
import io.github.captainos.report.TagMove;
import io.github.captainos.support.Log;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Publishes images: reads the Git repository and the files while it logs in, and sends what the
 * registry does not have: blobs, then manifests, then signatures; tags move at the end.
 */
public final class Publisher implements Job {
  private static final Log LOG = Log.of(Publisher.class);

  /** Blobs of at most this size, in bytes, do not wait for a layer to be sent. */
  private static final long SMALL = 64 << 10;

  /** How many of them are sent at a time: the configs and checksums of two targets. */
  private static final int SMALL_AT_A_TIME = 8;

  private final PublishPlan plan;
  private final Release release;
  private final Layers files;
  private final Optional<Boolean> overwrite;
  private final boolean dryRun;
  private final String module;
  private final ConcurrentMap<String, Map.Entry<String, String>> published;

  /** The blobs that are known to the registry, or that it was asked for. */
  private final Set<DescriptorDigest> seen = ConcurrentHashMap.newKeySet();

  /** The blobs that the registry did not have. */
  private final Set<DescriptorDigest> missing = ConcurrentHashMap.newKeySet();

  /**
   * @param overwrite whether a tag that refers to another image is moved; empty if it was not set
   * @param dryRun whether nothing is written
   * @param module the module of the build that publishes, for messages
   * @param published the digests of the images that the build has given a tag to, and the modules
   *     that did so; modules that are built in parallel share it
   */
  public Publisher(
      PublishPlan plan,
      Optional<Boolean> overwrite,
      boolean dryRun,
      String module,
      ConcurrentMap<String, Map.Entry<String, String>> published) {
    this.plan = plan;
    this.release = plan.release();
    this.files = plan.files();
    this.overwrite = overwrite;
    this.dryRun = dryRun;
    this.module = module;
    this.published = published;
  }

  @Override
  public List<String> check() throws ReleaseException {
    release.version();
    plan.find(dryRun);
    return plan.references();
  }

  @Override
  public PublishReport run() throws ReleaseException {
    plan.find(dryRun);
    Setting target = plan.target();
    if (!target.value().equals(TargetNames.ALL)) {
      LOG.info(
          "Publishing only {}: captain.target is {}",
          plan.isCombined() ? "the combined image" : "the image of " + target.value(),
          target);
    }
    // the Git repository and the files are read while the registry is logged in to
    try (Tasks others = new Tasks(SMALL_AT_A_TIME);
        Tasks readers = plan.readers()) {
      Future<Version> version = others.begin(release::version);
      try (Release open = release.open(dryRun ? Access.READ : Access.WRITE)) {
        boolean isNew = !dryRun && files.areNew();
        open.connect(plan.requests(isNew));
        if (isNew && !isSerial()) {
          open.connect(Math.min(plan.smallBlobs(), SMALL_AT_A_TIME), others);
        }
        // after the connections, so that their round trips pass while files are read
        files.begin(readers);
        Tasks.await(version);
        return publish(others);
      }
    } catch (ReleaseException e) {
      if (e.getCause() instanceof FileChangedException) {
        files.forgetDigests();
      }
      throw e;
    }
  }

  /** Returns whether one request is to be sent at a time. */
  private boolean isSerial() {
    return release.parallelism() == 1;
  }

  private PublishReport publish(Tasks others) throws ReleaseException {
    Map<String, String> tags = plan.tags();
    UncommittedChanges changes = plan.hasProvenance() ? plan.compare(others) : null;
    Map<String, Manifest> before = release.manifests(tags.keySet());
    String combined = release.name().combined();
    Future<Boolean> isCombined =
        release.tasks().begin(() -> !plan.isCombined() && exists(combined));
    Tasks.Group<Publisher> sending = release.tasks().group();
    // otherwise, a tag that must not move may still be an error
    if (!dryRun
        && (overwrite.orElse(true) || tags.keySet().stream().noneMatch(before::containsKey))) {
      beginWithNewImages(before, sending);
    }
    List<PlannedImage> images = plan.images();
    checkOnlyOneImage(images);
    Set<String> incomplete = incomplete(images, before);
    List<PlannedImage> changed =
        images.stream()
            .filter(one -> !isTagged(one, before) || incomplete.contains(one.tag()))
            .toList();
    List<PlannedImage> moving = changed.stream().filter(one -> !isTagged(one, before)).toList();
    // otherwise, no new image refers to the commit
    if (changes == null && !changed.isEmpty()) {
      changes = plan.compare(others);
    }
    checkTags(moving, before);
    List<AttestedImage> attested =
        plan.attested(
            images,
            plan.hasProvenance() && changes != null ? changes.areThere() : Optional.empty());
    Attester attester = release.signatures().attester(attested);
    files.checkChecksums(release.trust().signingKey());
    sendBlobs(changed, sending, isSerial() ? release.tasks() : others);
    if (!dryRun) {
      pushManifests(changed);
      files.signChecksums(release.trust().signingKey());
      sign(images, attester, Steps.NO_TAG_MOVED);
      if (!overwrite.orElse(true)) {
        // another build may have moved one meanwhile
        checkTags(moving, release.manifests(indexes(moving).keySet()));
      }
      release.moveTags(indexes(moving));
      sign(images, attester, Steps.TAGS_MOVED);
    }
    if (changes != null) {
      changes.warning().ifPresent(LOG::warn);
    }
    warnOfMovedTags(moving, before);
    boolean isOutdated = !dryRun && !moving.isEmpty() && Tasks.await(isCombined);
    return report(images, changed, attested, before, isOutdated);
  }

  /**
   * Checks that no two modules give a tag to different images: which of them it refers to in the
   * end would depend on which module was the last one. The executions of one module run in the
   * order of the POM, so the last of them counts.
   */
  private void checkOnlyOneImage(List<PlannedImage> images) throws ReleaseException {
    List<String> taken = new ArrayList<>();
    for (PlannedImage image : images) {
      var own = Map.entry(image.index().digest().toString(), module);
      var first =
          published.merge(
              release.repository().identity() + ":" + image.tag(),
              own,
              (before, last) -> before.getValue().equals(module) ? last : before);
      if (!first.getKey().equals(own.getKey())) {
        taken.add(
            release.reference(image.tag())
                + " (another image, "
                + first.getKey()
                + ", of the module "
                + first.getValue()
                + ")");
      }
    }
    if (!taken.isEmpty()) {
      throw ReleaseException.of(
          "Two modules of this build give different images the same tag, so those of the module "
              + module
              + " were not published. Set an <artifactName> of its own for each module:",
          taken);
    }
  }

  /** Only the recap depends on it, so a failure is no reason to fail. */
  private boolean exists(String tag) {
    try {
      return release.registry().manifest(tag).isPresent();
    } catch (IOException e) {
      LOG.debug("It is not known whether there is " + tag, e);
      return false;
    }
  }

  /** Returns whether the tag of an image refers to it already. */
  private static boolean isTagged(PlannedImage image, Map<String, Manifest> before) {
    return image.index().isSame(before.get(image.tag()));
  }

  /**
   * Looks up what the images consist of whose tags refer to them already: a registry that deleted
   * what it took for unused may have no more than the index, and the image would stay incomplete.
   *
   * @return the tags of the images of which something is missing
   */
  private Set<String> incomplete(List<PlannedImage> images, Map<String, Manifest> before)
      throws ReleaseException {
    List<PlannedImage> tagged = images.stream().filter(one -> isTagged(one, before)).toList();
    Set<DescriptorDigest> asked = new HashSet<>(seen); // those are sent for an image with a new tag
    Set<DescriptorDigest> absent = ConcurrentHashMap.newKeySet();
    List<Callable<Boolean>> lookups = new ArrayList<>();
    for (PlannedImage image : tagged) {
      for (Blob part : parts(image)) {
        DescriptorDigest digest = part.descriptor().digest();
        if (asked.add(digest)) {
          lookups.add(() -> has(image, part) ? seen.add(digest) : absent.add(digest));
        }
      }
    }
    release.tasks().all(lookups);
    Set<String> incomplete = new HashSet<>();
    for (PlannedImage image : tagged) {
      long count =
          parts(image).stream().filter(part -> absent.contains(part.descriptor().digest())).count();
      if (count > 0) {
        incomplete.add(image.tag());
        LOG.warn(
            "{} is incomplete: the registry no longer has {} of its manifests and blobs. {}",
            release.reference(image.tag()),
            count,
            dryRun ? "They would be sent again." : "They are sent again.");
      }
    }
    return incomplete;
  }

  /** Returns the manifests and blobs below the index of an image, some of them more than once. */
  private static List<Blob> parts(PlannedImage image) {
    List<Blob> parts = new ArrayList<>(image.image().manifests());
    parts.addAll(image.image().configs());
    parts.addAll(image.layers());
    return parts;
  }

  private boolean has(PlannedImage image, Blob part) throws ReleaseException {
    return Steps.step(
        release.reference(image.tag()),
        "checking for " + part.descriptor().digest(),
        Steps.NO_TAG_MOVED,
        () ->
            part instanceof Manifest manifest
                ? release.registry().hasManifest(manifest)
                : release.registry().hasBlob(part.descriptor()));
  }

  /** Returns the indexes of images by their tags. */
  static Map<String, Manifest> indexes(List<PlannedImage> images) {
    Map<String, Manifest> indexes = new LinkedHashMap<>();
    images.forEach(image -> indexes.put(image.tag(), image.index()));
    return indexes;
  }

  private void checkTags(List<PlannedImage> images, Map<String, Manifest> now)
      throws ReleaseException {
    if (!overwrite.orElse(true)) {
      release.checkNotTaken(indexes(images), now, "captain.tag");
    }
  }

  /**
   * A tag that the user chose is not expected to move. One that ends in the commit may be: another
   * machine has computed it, and the commit is built again.
   */
  private void warnOfMovedTags(List<PlannedImage> changed, Map<String, Manifest> before)
      throws ReleaseException {
    if (release.version().hasTagOfItsCommit() || overwrite.isPresent()) {
      return;
    }
    for (PlannedImage image : changed) {
      Manifest named = before.get(image.tag());
      if (named != null) {
        LOG.warn(
            "{} {} from {} to {}. Set captain.overwrite to false if a tag must not be moved, or to"
                + " true if it may.",
            release.reference(image.tag()),
            dryRun ? "would move" : "has moved",
            named.digest(),
            image.index().digest());
      }
    }
  }

  /** Signs and attests all images, also those that are there already. */
  private void sign(List<PlannedImage> images, Attester attester, String state)
      throws ReleaseException {
    release.signatures().sign(indexes(images), state);
    attester.attest(state);
  }

  /**
   * Starts uploads of images with new tags: all of their content will be needed, so a file can be
   * sent as soon as its digest is known, while other files are still read.
   */
  private void beginWithNewImages(Map<String, Manifest> before, Tasks.Group<Publisher> sending)
      throws ReleaseException {
    Set<String> begun = new HashSet<>();
    plan.tags()
        .forEach(
            (tag, target) -> {
              for (TargetFiles one : plan.contents(target)) {
                if (!before.containsKey(tag) && begun.add(one.name())) {
                  for (Future<Layer> layer : files.begun(one)) {
                    sending.begin(
                        () -> {
                          Layer known = Tasks.await(layer);
                          return isFirst(known) ? send(tag, known) : this;
                        });
                  }
                }
              }
            });
  }

  /**
   * Sends what is left. The largest first, which makes the total time shorter, and the small ones
   * beside them, since they take round trips only. The first failure ends both.
   *
   * @param small sends the small ones
   */
  private void sendBlobs(List<PlannedImage> images, Tasks.Group<Publisher> sending, Tasks small)
      throws ReleaseException {
    for (PlannedImage image : images) {
      Stream.<Blob>concat(image.layers().stream(), image.image().configs().stream())
          .sorted(Comparator.comparingLong(blob -> -blob.descriptor().size()))
          .filter(this::isFirst)
          .forEach(
              blob ->
                  sending.begin(
                      () -> send(image.tag(), blob),
                      blob.descriptor().size() <= SMALL ? small : release.tasks()));
    }
    sending.await();
  }

  private boolean isFirst(Blob blob) {
    boolean first = seen.add(blob.descriptor().digest());
    if (first && blob instanceof Layer && !dryRun) {
      release.progress().expect(blob.descriptor().size());
    }
    return first;
  }

  private Publisher send(String tag, Blob blob) throws ReleaseException {
    Descriptor descriptor = blob.descriptor();
    String name = blob instanceof Layer layer ? layer.name() : "the config";
    boolean isNew =
        Steps.step(
            release.reference(tag),
            (dryRun ? "checking for " : "uploading ") + name,
            Steps.NO_TAG_MOVED,
            () ->
                dryRun
                    ? !release.registry().hasBlob(descriptor)
                    : blob instanceof Layer layer
                        ? sendNew(layer)
                        : release.registry().pushNewBlob(blob));
    if (isNew) {
      missing.add(descriptor.digest());
    }
    return this;
  }

  /** Sends a layer, which is logged as soon as it is read: then the registry does not have it. */
  private boolean sendNew(Layer layer) throws IOException {
    String name = Printable.of(layer.name());
    String size = Recap.size(layer.contentSize());
    try (CountedBlob counted =
        new CountedBlob(
            layer, release.progress(), () -> LOG.info("Uploading {} ({})", name, size))) {
      return release.registry().pushNewBlob(counted);
    }
  }

  private void pushManifests(List<PlannedImage> images) throws ReleaseException {
    List<Callable<Manifest>> pushes = new ArrayList<>();
    for (PlannedImage image : images) {
      for (Manifest manifest : image.image().manifests()) {
        pushes.add(() -> release.push(release.reference(image.tag()), manifest));
      }
    }
    release.tasks().all(pushes);
  }

  private PublishReport report(
      List<PlannedImage> images,
      List<PlannedImage> changed,
      List<AttestedImage> attested,
      Map<String, Manifest> before,
      boolean isOutdated)
      throws ReleaseException {
    // a manifest of several images is sent if one of them is
    Set<DescriptorDigest> pushed = new HashSet<>();
    for (PlannedImage image : changed) {
      image.image().manifests().forEach(manifest -> pushed.add(manifest.digest()));
      if (!isTagged(image, before)) {
        pushed.add(image.index().digest());
      }
    }
    Map<String, String> advice = new LinkedHashMap<>();
    if (isOutdated) {
      String combined = release.name().combined();
      advice.put("Outdated", combined + " (" + TargetNames.COMBINED + "): run captain:combine");
    }
    if (plan.source() == null && release.repository().name().startsWith("ghcr.io/")) {
      advice.put(
          "Source",
          "none, so ghcr.io links the package to no repository: set <scm><url> in the POM");
    }
    return PublishReport.of(
        dryRun,
        release.repository().name(),
        release.name().tag(),
        release.name().flavor().name(),
        release.trust().signer(),
        images.stream().map(image -> image(image, pushed, attested, before)).toList(),
        advice);
  }

  private PublishReport.Image image(
      PlannedImage planned,
      Set<DescriptorDigest> pushed,
      List<AttestedImage> attested,
      Map<String, Manifest> before) {
    Manifest named = before.get(planned.tag());
    List<PublishReport.Platform> platforms = new ArrayList<>();
    for (int i = 0; i < planned.image().platforms().size(); i++) {
      platforms.add(
          new PublishReport.Platform(
              planned.image().platforms().get(i).toString(),
              part(planned.image().manifests().get(i), pushed),
              part(planned.image().configs().get(i), missing)));
    }
    return new PublishReport.Image(
        release.reference(planned.tag()),
        planned.target(),
        planned.tag(),
        part(planned.index(), pushed),
        TagMove.of(planned.index().digest(), named == null ? null : named.digest()),
        platforms,
        planned.layers().stream().map(this::artifact).toList(),
        AttestedImage.kinds(attested, planned.tag()));
  }

  /**
   * @param sent what was sent, or with {@code dryRun} would have been sent
   */
  private Part part(Blob blob, Set<DescriptorDigest> sent) {
    State state = dryRun ? State.PLANNED : State.UPLOADED;
    return new Part(
        blob.descriptor(), sent.contains(blob.descriptor().digest()) ? state : State.PRESENT);
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
        part(layer, missing));
  }

  private static List<Artifact.Entry> entries(Layer layer) {
    Iterator<Layer.Content> files = layer.files().iterator();
    List<Artifact.Entry> entries = new ArrayList<>();
    for (var entry : layer.source().entries()) {
      entries.add(
          switch (entry.kind()) {
            case FILE -> {
              Layer.Content file = files.next();
              yield new Artifact.Entry(
                  entry.path(), Artifact.Type.FILE, file.size(), file.digest().getHash(), null);
            }
            case DIRECTORY ->
                new Artifact.Entry(entry.path(), Artifact.Type.DIRECTORY, null, null, null);
            case LINK ->
                new Artifact.Entry(entry.path(), Artifact.Type.LINK, null, null, entry.target());
          });
    }
    return entries;
  }
}
