package io.github.captainos.release.verify;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.PendingLogin;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Goal;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.trust.key.VerificationKey;
import java.util.List;
import java.util.Map;

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
    ReleaseName name = request.versioning().name(request.targets());
    name.check(TargetNames.withCombined(request.targets()), "captain.tag");
    Trust trust = request.trust();
    if (trust.publicKeys().isEmpty()) {
      throw new ReleaseException(
          "There is no key to verify with. Set captain.publicKey to the public key of those who"
              + " publish the images.");
    }
    try (Tasks threads = new Tasks(request.naming().connecting().parallelism());
        Registry registry = repository.open(Access.READ)) {
      Map<String, String> tags = name.targets(request.targets());
      List<String> wanted = List.copyOf(tags.keySet());
      Map<String, Manifest> found =
          new TagLookup(repository, registry, PendingLogin.begin(registry, threads), threads)
              .manifests(wanted);
      TagLookup.checkAllExist(
          wanted,
          found,
          repository,
          "Images to be verified do not exist. Set captain.tag to a tag that they all have,"
              + " captain.flavor to their flavor, if any, and <targets> (or captain.targets) to"
              + " those that were published:");
      Signatures signatures = new Signatures(trust, repository, registry, threads);
      Map<String, VerificationKey> keys = signatures.verify(found, Steps.NOTHING_CHANGED);
      return signatures.report(
          Goal.VERIFY, name, tags, found, keys::get, tag -> trust.requiredWords());
    }
  }
}
