package io.github.captainos.release.verify;

import io.github.captainos.image.Document;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.PendingLogin;
import io.github.captainos.release.steps.ReportContent;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import io.github.captainos.report.goal.SignatureReport;
import io.github.captainos.trust.key.VerificationKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Verifies the signatures of all images of a release. */
public final class Verifier {
  private Verifier() {}

  /**
   * Verifies what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid, if an image does not exist or has no valid
   *     signature, or if a request fails
   */
  public static SignatureReport verify(VerifyRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    TargetNames.check(request.targets());
    List<String> targets = TargetNames.withCombined(request.targets());
    ReleaseName name = request.versioning().name(request.targets());
    name.check(targets, "captain.tag");
    Trust trust = Trust.of(request.trust());
    if (trust.publicKeys().isEmpty()) {
      throw new ReleaseException(
          "There is no key to verify with. Set captain.publicKey to the public key of those who"
              + " publish the images.");
    }
    try (Tasks threads = new Tasks(request.naming().connecting().parallelism());
        Registry registry = repository.open(Access.READ)) {
      TagLookup tags =
          new TagLookup(repository, registry, PendingLogin.begin(registry, threads), threads);
      Map<String, Document> found = images(name, targets, tags);
      Map<String, VerificationKey> keys =
          new Signatures(trust, repository, registry, threads).verify(found, Steps.NOTHING_CHANGED);
      return new SignatureReport(
          Goal.VERIFY,
          repository.name(),
          name.tag(),
          name.flavor().name(),
          targets.stream().map(target -> image(repository, name, target, found, keys)).toList());
    }
  }

  private static Map<String, Document> images(
      ReleaseName name, List<String> targets, TagLookup tags) throws ReleaseException {
    Map<String, Document> found = tags.documents(targets.stream().map(name::tagOf).toList());
    List<String> missing = new ArrayList<>();
    for (String target : targets) {
      if (!found.containsKey(name.tagOf(target))) {
        missing.add(tags.repository().reference(name.tagOf(target)));
      }
    }
    if (!missing.isEmpty()) {
      throw ReleaseException.of(
          "Images to be verified do not exist. Set captain.tag to a tag that they all have,"
              + " captain.flavor to their flavor, if any, and <targets> (or captain.targets) to"
              + " those that were published:",
          missing);
    }
    return found;
  }

  private static SignatureReport.SignedImage image(
      Repository repository,
      ReleaseName name,
      String target,
      Map<String, Document> found,
      Map<String, VerificationKey> keys) {
    String tag = name.tagOf(target);
    Content content = ReportContent.content(Objects.requireNonNull(found.get(tag)));
    return new SignatureReport.SignedImage(
        new Report.NamedImage(target, repository.reference(tag), content.digest()),
        content,
        Objects.requireNonNull(keys.get(tag)).hint());
  }
}
