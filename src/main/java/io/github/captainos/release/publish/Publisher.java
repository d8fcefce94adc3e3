package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.publish.input.Layers;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.Opener;
import io.github.captainos.release.steps.PendingLogin;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.support.Log;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * Publishes images: reads the files and Git while it logs in, works out what to send, and has it
 * sent.
 */
public final class Publisher {
  private static final Log LOG = Log.of(Publisher.class);

  private Publisher() {}

  /**
   * Checks all that can be checked without a registry and before the files are read.
   *
   * @return the references that {@link #publish(PublishRequest)} will write
   * @throws ReleaseException if a setting or a file is invalid
   */
  public static List<String> check(PublishRequest request) throws ReleaseException {
    PublishDraft draft = PublishDraft.of(request);
    PublishedStatements statements =
        PublishedStatements.of(draft, request.trust(), request.dryRun());
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
    Trust trust = request.trust();
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
    // the Git repository and the files are read while the registry is logged in to
    try (Progress progress = request.progress();
        Tasks git = new Tasks(1);
        Tasks readers = new Tasks(Math.min(parallelism, processors));
        Tasks senders = new Tasks(parallelism)) {
      Future<ReleaseVersion.Version> begun = git.begin(request.versioning()::version);
      Access access = request.dryRun() ? Access.READ : Access.WRITE;
      try (Registry registry = opener.open(draft.repository(), access)) {
        PendingLogin login = PendingLogin.begin(registry, senders);
        PendingLogin.connect(registry, senders, draft.connections(request.dryRun(), parallelism));
        // after the connections, so that their round trips pass while files are read
        draft.files().begin(readers);
        ReleaseVersion.Version version = Tasks.await(begun);
        statements.check(version);
        UncommittedChanges changes =
            statements.hasProvenance()
                ? UncommittedChanges.begin(request.versioning().directory(), version, git)
                : null;
        TagLookup tags = new TagLookup(draft.repository(), registry, login, senders);
        List<ImageDraft> images = draft.images(version);
        Map<String, DescriptorDigest> before =
            tags.digests(images.stream().map(ImageDraft::tag).toList());
        BlobSender blobs = new BlobSender(registry, senders, progress, request.dryRun());
        // otherwise, a tag that must not move may still be an error
        if (!request.dryRun() && (request.overwrite() || before.isEmpty())) {
          beginWithNewImages(draft.repository(), images, before, draft.files(), blobs);
        }
        PublishPlan plan = draft.plan(version, images, draft.files().await());
        Signatures signatures = new Signatures(trust, draft.repository(), registry, senders);
        List<AttestedImage> attested =
            statements.images(
                plan, version, changes == null ? Optional.empty() : changes.areThere());
        PlanSender sender =
            new PlanSender(plan, tags, blobs, before, signatures, attested, request.dryRun());
        // otherwise, no new image refers to the commit
        if (changes == null && !sender.changedImages().isEmpty()) {
          changes = UncommittedChanges.begin(request.versioning().directory(), version, git);
        }
        PublishReport report = sender.send(request.overwrite());
        if (changes != null) {
          changes.warning().ifPresent(LOG::warn);
        }
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
      Layers files,
      BlobSender blobs) {
    Set<TargetFiles> begun = new HashSet<>();
    for (ImageDraft image : images) {
      for (TargetFiles target : image.contents()) {
        if (!before.containsKey(image.tag()) && begun.add(target)) {
          String reference = repository.reference(image.tag());
          files
              .begun(target)
              .forEach(layer -> blobs.beginLater(reference, () -> Tasks.await(layer)));
        }
      }
    }
  }
}
