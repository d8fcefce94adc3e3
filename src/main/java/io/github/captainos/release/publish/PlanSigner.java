package io.github.captainos.release.publish;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.signing.Attester;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.PendingLogin;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Goal;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.trust.key.SigningKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs and attests the images that a publish of the same files has published. Their digests are
 * computed from the files, so the key does not vouch for what a registry answers.
 */
public final class PlanSigner {
  private PlanSigner() {}

  /**
   * Checks all that can be checked without a registry and before the files are read.
   *
   * @return the references that {@link #sign(PublishRequest)} will sign
   * @throws ReleaseException if a setting or a file is invalid
   */
  public static List<String> check(PublishRequest request) throws ReleaseException {
    request.trust().signingKeyOrThrow();
    return Publisher.check(request);
  }

  /**
   * Signs what the request would publish.
   *
   * @throws ReleaseException if a setting or a file is invalid, if the repository does not have one
   *     of the images under its tag, or a step fails
   */
  public static SignatureReport sign(PublishRequest request) throws ReleaseException {
    PublishDraft draft = PublishDraft.of(request);
    Trust trust = request.trust();
    SigningKey key = trust.signingKeyOrThrow();
    PublishedStatements statements = PublishedStatements.of(draft, trust, false);
    int parallelism = request.naming().connecting().parallelism();
    try (Tasks readers =
            new Tasks(Math.min(parallelism, Runtime.getRuntime().availableProcessors()));
        Tasks threads = new Tasks(parallelism);
        Registry registry = draft.repository().open(Access.WRITE)) {
      PendingLogin login = PendingLogin.begin(registry, threads);
      ReleaseVersion.Version version = request.versioning().version();
      statements.check(version);
      List<ImageDraft> drafts = draft.images(version);
      draft.files().begin(readers);
      PublishPlan plan = draft.plan(version, drafts, draft.files().await());
      TagLookup tags = new TagLookup(draft.repository(), registry, login, threads);
      checkAllArePublished(plan, tags);
      Map<String, Manifest> images = new LinkedHashMap<>();
      Map<String, String> targets = new LinkedHashMap<>();
      for (PlannedImage image : plan.images()) {
        images.put(image.tag(), image.image().index());
        targets.put(image.tag(), image.target());
      }
      Optional<Boolean> areFilesChanged =
          statements.hasProvenance()
              ? UncommittedChanges.begin(request.versioning().directory(), version, threads)
                  .areThere()
              : Optional.empty();
      List<AttestedImage> attested = statements.images(plan, version, areFilesChanged);
      Signatures signatures = new Signatures(trust, draft.repository(), registry, threads);
      Attester attester = signatures.attester(attested);
      signatures.sign(images, Steps.NO_TAG_MOVED);
      attester.attest(Steps.NO_TAG_MOVED);
      return signatures.report(
          Goal.SIGN,
          plan.name(),
          targets,
          images,
          tag -> key.verificationKey(),
          tag -> AttestedImage.kinds(attested, tag));
    }
  }

  private static void checkAllArePublished(PublishPlan plan, TagLookup tags)
      throws ReleaseException {
    Map<String, Manifest> found =
        tags.manifests(plan.images().stream().map(PlannedImage::tag).toList());
    List<String> problems = new ArrayList<>();
    for (PlannedImage image : plan.images()) {
      Manifest named = found.get(image.tag());
      String own = image.image().index().digest().toString();
      if (named == null || !named.digest().toString().equals(own)) {
        problems.add(
            plan.repository().reference(image.tag())
                + (named == null
                    ? " does not exist"
                    : " is " + named.digest() + ", and that of the files is " + own));
      }
    }
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Images are not those of these files, so none was signed. Publish them, or set"
              + " captain.tag to the tag that they were published under:",
          problems);
    }
  }
}
