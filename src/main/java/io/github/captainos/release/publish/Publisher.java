package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Document;
import io.github.captainos.image.entry.FileChangedException;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.input.TargetFiles;
import io.github.captainos.release.input.TargetLayers;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.signing.Attester;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.Opener;
import io.github.captainos.release.steps.PendingLogin;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.TagMoves;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.goal.PublishReport;
import io.github.captainos.report.progress.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes images: blobs first, then manifests, and tags only after all content is stored. */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final PublishPlan plan;
  private final TagLookup tags;
  private final BlobSender blobs;
  private final Signatures signatures;
  private final List<AttestedImage> attested;
  private final boolean dryRun;

  /** The digest that each tag has referred to so far. */
  private final Map<String, DescriptorDigest> before;

  private Publisher(
      PublishPlan plan,
      TagLookup tags,
      BlobSender blobs,
      Map<String, DescriptorDigest> before,
      Signatures signatures,
      List<AttestedImage> attested,
      boolean dryRun) {
    this.plan = plan;
    this.tags = tags;
    this.blobs = blobs;
    this.before = before;
    this.signatures = signatures;
    this.attested = attested;
    this.dryRun = dryRun;
  }

  /**
   * Checks all that can be checked without a registry and before the files are read.
   *
   * @return the references that {@link #publish(PublishRequest)} will write
   * @throws ReleaseException if a setting or a file is invalid
   */
  public static List<String> check(PublishRequest request) throws ReleaseException {
    PublishDraft draft = PublishDraft.of(request);
    PublishedStatements statements =
        PublishedStatements.of(draft, Trust.of(request.trust()), request.dryRun());
    ReleaseVersion.Version version = request.versioning().version();
    statements.check(version);
    return draft.images(version).stream()
        .map(image -> draft.repository().reference(image.tag()))
        .toList();
  }

  /**
   * Publishes what the request asks for.
   *
   * @throws ReleaseException if a setting or a file is invalid or a step fails; the message says
   *     whether a tag has moved
   */
  public static PublishReport publish(PublishRequest request) throws ReleaseException {
    return publish(request, Repository::open);
  }

  static PublishReport publish(PublishRequest request, Opener opener) throws ReleaseException {
    PublishDraft draft = PublishDraft.of(request);
    Trust trust = Trust.of(request.trust());
    PublishedStatements statements = PublishedStatements.of(draft, trust, request.dryRun());
    if (!draft.selection().isAll()) {
      LOG.info(
          "Publishing only {}: captain.target is {}",
          draft.selection().combined()
              ? "the combined image"
              : "the image of " + request.target().value(),
          request.target());
    }
    int parallelism = request.naming().connecting().parallelism();
    int processors = Runtime.getRuntime().availableProcessors();
    // files and the Git repository are read while the registry is logged in to
    try (Progress progress = request.progress();
        GitReading git = GitReading.begin(request.versioning());
        Tasks readers = new Tasks(Math.min(parallelism, processors));
        Tasks senders = new Tasks(parallelism)) {
      TargetLayers.Reading reading = draft.files().begin(readers);
      Access access = request.dryRun() ? Access.READ : Access.WRITE;
      try (Registry registry = opener.open(draft.repository(), access)) {
        PendingLogin login = PendingLogin.begin(registry, senders);
        PendingLogin.connect(registry, senders, draft.connections(request.dryRun(), parallelism));
        ReleaseVersion.Version version = git.version();
        statements.check(version);
        if (statements.hasProvenance()) {
          git.beginComparing(version, true);
        }
        TagLookup tags = new TagLookup(draft.repository(), registry, login, senders);
        List<ImageDraft> images = draft.images(version);
        Map<String, DescriptorDigest> before =
            tags.digests(images.stream().map(ImageDraft::tag).toList());
        BlobSender blobs = new BlobSender(registry, senders, progress, request.dryRun());
        // otherwise, a tag that must not move may still be an error
        if (!request.dryRun() && (request.overwrite() || before.isEmpty())) {
          beginWithNewImages(draft.repository(), images, before, reading, blobs);
        }
        PublishPlan plan = draft.plan(version, images, reading.await());
        Signatures signatures = new Signatures(trust, draft.repository(), registry, senders);
        List<AttestedImage> attested = statements.images(plan, version, git.areFilesChanged());
        Publisher publisher =
            new Publisher(plan, tags, blobs, before, signatures, attested, request.dryRun());
        if (!publisher.changedImages().isEmpty()) { // otherwise, no new image refers to the commit
          git.beginComparing(version, false);
        }
        PublishReport report = publisher.publish(request.overwrite());
        git.awaitComparison();
        return report;
      }
    } catch (ReleaseException e) {
      if (e.getCause() instanceof FileChangedException) {
        draft.files().forgetDigests();
      }
      throw e;
    }
  }

  /**
   * Starts uploads of images with new tags: all of their content will be needed, so a file can be
   * sent as soon as its digest is known, while other files are still read.
   */
  private static void beginWithNewImages(
      Repository repository,
      List<ImageDraft> images,
      Map<String, DescriptorDigest> before,
      TargetLayers.Reading reading,
      BlobSender blobs) {
    Set<TargetFiles> begun = new HashSet<>();
    for (ImageDraft image : images) {
      for (TargetFiles target : image.contents()) {
        if (!before.containsKey(image.tag()) && begun.add(target)) {
          String reference = repository.reference(image.tag());
          reading.of(target).forEach(file -> blobs.beginLater(reference, file::await));
        }
      }
    }
  }

  private PublishReport publish(boolean overwrite) throws ReleaseException {
    checkTags(overwrite, before);
    Attester attester = signatures.attester(attested);
    sendBlobs();
    if (!dryRun) {
      pushManifests();
      sign(attester, Steps.NO_TAG_MOVED);
      if (!overwrite) {
        // another build may have moved one meanwhile
        checkTags(false, tags.digests(changedImages().stream().map(PlannedImage::tag).toList()));
      }
      moveTags();
      sign(attester, Steps.TAGS_MOVED);
    }
    return report();
  }

  /** Signs and attests all images, also those that are there already. */
  private void sign(Attester attester, String state) throws ReleaseException {
    Map<String, Document> images = new LinkedHashMap<>();
    plan.images().forEach(image -> images.put(image.tag(), image.image().index()));
    signatures.sign(images, state);
    attester.attest(state);
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

  /** The largest first, which makes the total time shorter. */
  private void sendBlobs() throws ReleaseException {
    for (PlannedImage image : changedImages()) {
      Stream.<Blob>concat(image.layers().stream(), image.image().configs().stream())
          .sorted(Comparator.comparingLong(blob -> -blob.descriptor().size()))
          .forEach(blob -> blobs.begin(reference(image), blob));
    }
    blobs.await();
  }

  private void pushManifests() throws ReleaseException {
    List<Callable<Document>> pushes = new ArrayList<>();
    for (PlannedImage image : changedImages()) {
      for (Document manifest : image.image().manifests()) {
        pushes.add(() -> push(image, manifest));
      }
    }
    tags.threads().all(pushes);
  }

  private Document push(PlannedImage image, Document manifest) throws ReleaseException {
    Steps.step(
        reference(image),
        "uploading a manifest",
        Steps.NO_TAG_MOVED,
        () -> tags.registry().pushManifest(manifest));
    return manifest;
  }

  private void moveTags() throws ReleaseException {
    new TagMoves<>(changedImages(), plan.repository(), this::reference)
        .each(tags.threads(), image -> tags.registry().tag(image.tag(), image.image().index()));
  }

  private String reference(PlannedImage image) {
    return plan.repository().reference(image.tag());
  }

  private PublishReport report() {
    // manifests of an image whose tag moves are always sent
    Set<DescriptorDigest> pushed =
        changedImages().stream()
            .flatMap(
                image ->
                    Stream.concat(
                        image.image().manifests().stream(), Stream.of(image.image().index())))
            .map(manifest -> manifest.descriptor().digest())
            .collect(Collectors.toSet());
    return new PublishOutcome(plan, attested, before, blobs, pushed, dryRun).report();
  }
}
