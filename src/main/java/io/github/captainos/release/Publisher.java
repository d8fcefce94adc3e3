package io.github.captainos.release;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Document;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Layer;
import io.github.captainos.registry.Registries.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.PublishPlan.PlannedImage;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.Recap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes images: blobs first, then manifests, and tags only once all that they name is there.
 */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final PublishPlan plan;
  private final Registry registry;
  private final PendingLogin login;
  private final SideBySide threads;

  /** What each tag names so far. */
  private final Map<String, DescriptorDigest> before;

  private final Set<DescriptorDigest> missing = ConcurrentHashMap.newKeySet();

  private Publisher(
      PublishPlan plan,
      Registry registry,
      PendingLogin login,
      SideBySide threads,
      Map<String, DescriptorDigest> before) {
    this.plan = plan;
    this.registry = registry;
    this.login = login;
    this.threads = threads;
    this.before = before;
  }

  /**
   * Publishes what the request asks for.
   *
   * @throws ReleaseException if anything is not as it should be; the message says whether a tag has
   *     moved
   */
  public static PublishReport publish(PublishRequest request) throws ReleaseException {
    PublishDraft draft = PublishDraft.of(request);
    int parallelism = request.naming().connecting().parallelism();
    int processors = Runtime.getRuntime().availableProcessors();
    // files are read, git is asked and the registry is logged in to at the same time
    try (SideBySide readers = new SideBySide(Math.min(parallelism, processors));
        SideBySide senders = new SideBySide(parallelism)) {
      Future<Versioning.Version> versioning = readers.begin(request.versioning()::version);
      TargetLayers.Reading reading = draft.files().begin(readers);
      Access access = request.dryRun() ? Access.READ : Access.WRITE;
      try (Registry registry = draft.repository().open(access)) {
        PendingLogin login = PendingLogin.begin(registry, senders);
        Versioning.Version version = SideBySide.await(versioning);
        Map<String, DescriptorDigest> before =
            new TagLookup(draft.repository(), registry, login, senders)
                .digests(draft.tags(version));
        PublishPlan plan = draft.plan(version, reading.await());
        return new Publisher(plan, registry, login, senders, before)
            .publish(request.overwrite(), request.dryRun());
      }
    } catch (ReleaseException e) {
      if (e.getCause() instanceof FileChangedException) {
        draft.files().memory().forget();
      }
      throw e;
    }
  }

  static PublishReport publish(
      PublishPlan plan, Registry registry, boolean overwrite, boolean dryRun)
      throws ReleaseException {
    try (SideBySide threads = new SideBySide(1)) {
      List<String> tags = plan.images().stream().map(PlannedImage::tag).toList();
      PendingLogin login = PendingLogin.begin(registry, threads);
      Map<String, DescriptorDigest> before =
          new TagLookup(plan.repository(), registry, login, threads).digests(tags);
      return new Publisher(plan, registry, login, threads, before).publish(overwrite, dryRun);
    }
  }

  private PublishReport publish(boolean overwrite, boolean dryRun) throws ReleaseException {
    checkTags(overwrite, before);
    if (!dryRun && !changedImages().isEmpty()) {
      registry.expectManifests();
    }
    lookUpBlobs();
    if (!dryRun) {
      pushBlobs();
      pushManifests();
      if (!overwrite) {
        // somebody may have been quicker
        List<String> tags = changedImages().stream().map(PlannedImage::tag).toList();
        checkTags(false, new TagLookup(plan.repository(), registry, login, threads).digests(tags));
      }
      moveTags();
    }
    return report(dryRun);
  }

  private void checkTags(boolean overwrite, Map<String, DescriptorDigest> digests)
      throws ReleaseException {
    List<String> taken =
        plan.images().stream()
            .filter(image -> digests.containsKey(image.tag()))
            .filter(image -> !digestOf(image).equals(digests.get(image.tag())))
            .map(image -> reference(image) + " (" + digests.get(image.tag()) + ")")
            .toList();
    if (!overwrite && !taken.isEmpty()) {
      throw ReleaseException.of(
          "Tags name other images already, and captain.overwrite is false, so none was moved."
              + " Choose another captain.tag, or allow it:",
          taken);
    }
  }

  private static DescriptorDigest digestOf(PlannedImage image) {
    return image.image().index().descriptor().digest();
  }

  private List<PlannedImage> changedImages() {
    return plan.images().stream()
        .filter(image -> !digestOf(image).equals(before.get(image.tag())))
        .toList();
  }

  private static Stream<Blob> blobs(PlannedImage image) {
    return Stream.concat(image.image().layers().stream(), image.image().configs().stream());
  }

  private record OwnedBlob(PlannedImage image, Blob blob) {
    DescriptorDigest digest() {
      return blob.descriptor().digest();
    }
  }

  /** Each once, however many images it is in; the largest first, so that none is left for last. */
  private List<OwnedBlob> blobs() {
    Set<DescriptorDigest> seen = new HashSet<>();
    return changedImages().stream()
        .flatMap(image -> blobs(image).map(blob -> new OwnedBlob(image, blob)))
        .filter(one -> seen.add(one.digest()))
        .sorted(Comparator.comparingLong(one -> -one.blob().descriptor().size()))
        .toList();
  }

  private void lookUpBlobs() throws ReleaseException {
    threads.all(blobs().stream().map(one -> task(() -> lookUp(one))).toList());
  }

  private void lookUp(OwnedBlob one) throws ReleaseException {
    boolean there =
        step(
            one.image(),
            "asking for " + nameOf(one.blob()),
            () -> registry.hasBlob(one.blob().descriptor()));
    if (!there) {
      missing.add(one.digest());
    }
  }

  private void pushBlobs() throws ReleaseException {
    threads.all(
        blobs().stream()
            .filter(one -> missing.contains(one.digest()))
            .map(one -> task(() -> push(one.image(), one.blob())))
            .toList());
  }

  private interface Work {
    void run() throws ReleaseException;
  }

  private Callable<Registry> task(Work work) {
    return () -> {
      work.run();
      return registry;
    };
  }

  private void push(PlannedImage image, Blob blob) throws ReleaseException {
    if (blob instanceof Layer layer) {
      LOG.info("Uploading {} ({})", layer.name(), Recap.size(layer.fileSize()));
    }
    step(image, "uploading " + nameOf(blob), () -> registry.pushBlob(blob));
  }

  private static String nameOf(Blob blob) {
    return blob instanceof Layer layer ? layer.name() : "the config";
  }

  private void pushManifests() throws ReleaseException {
    threads.all(
        changedImages().stream()
            .flatMap(
                image ->
                    image.image().manifests().stream()
                        .map(
                            manifest ->
                                task(
                                    () ->
                                        step(
                                            image,
                                            "uploading a manifest",
                                            () -> registry.pushManifest(manifest)))))
            .toList());
  }

  private void moveTags() throws ReleaseException {
    new TagMoves<>(changedImages(), this::reference)
        .each(image -> registry.tag(image.tag(), image.image().index()));
  }

  private String reference(PlannedImage image) {
    return plan.repository().reference(image.tag());
  }

  private <T> T step(PlannedImage image, String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference(image), doing, Steps.NO_TAG_MOVED, step);
  }

  private void step(PlannedImage image, String doing, Steps.Action action) throws ReleaseException {
    Steps.step(reference(image), doing, Steps.NO_TAG_MOVED, action);
  }

  private PublishReport report(boolean dryRun) {
    List<PublishReport.Image> images = new ArrayList<>();
    for (PlannedImage image : plan.images()) {
      DescriptorDigest digest = digestOf(image);
      DescriptorDigest replaced = before.get(image.tag());
      images.add(
          new PublishReport.Image(
              reference(image),
              digest.toString(),
              replaced == null || replaced.equals(digest) ? null : replaced.toString(),
              image.target(),
              platforms(image),
              image.image().layers().stream().map(layer -> artifact(layer, dryRun)).toList()));
    }
    return new PublishReport(dryRun, images);
  }

  private static List<PublishReport.Platform> platforms(PlannedImage image) {
    List<PublishReport.Platform> platforms = new ArrayList<>();
    for (int i = 0; i < image.platforms().size(); i++) {
      Document manifest = image.image().manifests().get(i);
      platforms.add(
          new PublishReport.Platform(
              image.platforms().get(i).toString(), manifest.descriptor().digest().toString()));
    }
    return platforms;
  }

  private Artifact artifact(Layer layer, boolean dryRun) {
    DescriptorDigest digest = layer.descriptor().digest();
    Artifact.State state =
        !missing.contains(digest)
            ? Artifact.State.PRESENT
            : dryRun ? Artifact.State.MISSING : Artifact.State.UPLOADED;
    return new Artifact(layer.name(), layer.fileSize(), digest.toString(), state);
  }
}
