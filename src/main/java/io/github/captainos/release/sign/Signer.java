package io.github.captainos.release.sign;

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
import io.github.captainos.trust.key.SigningKey;
import java.util.List;
import java.util.Map;

/** Signs what a registry names, if the user allows it. */
public final class Signer {
  private Signer() {}

  /**
   * Checks all that can be checked without a registry.
   *
   * @return the references that {@link #sign(SignRequest)} will sign
   * @throws ReleaseException if a setting is invalid
   */
  public static List<String> check(SignRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    request.trust().signingKeyOrThrow();
    return name(request).targets(request.targets()).keySet().stream()
        .map(repository::reference)
        .toList();
  }

  private static ReleaseName name(SignRequest request) throws ReleaseException {
    if (!request.unverified()) {
      throw new ReleaseException(
          "Without files, captain:sign would sign whatever the registry names. Run it in the module"
              + " with the <targets> and their files, which it compares with the images; or set"
              + " captain.signUnverified to true.");
    }
    TargetNames.check(request.targets());
    ReleaseName name = request.versioning().name(request.targets());
    name.check(TargetNames.withCombined(request.targets()), "captain.tag");
    return name;
  }

  /**
   * Signs what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid, if an image does not exist, or a step fails
   */
  public static SignatureReport sign(SignRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    Trust trust = request.trust();
    SigningKey key = trust.signingKeyOrThrow();
    ReleaseName name = name(request);
    Map<String, String> tags = name.targets(request.targets());
    try (Tasks threads = new Tasks(request.naming().connecting().parallelism());
        Registry registry = repository.open(Access.WRITE)) {
      Map<String, Manifest> images =
          new TagLookup(repository, registry, PendingLogin.begin(registry, threads), threads)
              .manifests(List.copyOf(tags.keySet()));
      TagLookup.checkAllExist(
          List.copyOf(tags.keySet()),
          images,
          repository,
          "Images to be signed do not exist, so none was signed. Set captain.tag to a tag that they"
              + " all have, captain.flavor to their flavor, if any, and <targets> (or"
              + " captain.targets) to those that were published:");
      Signatures signatures = new Signatures(trust, repository, registry, threads);
      signatures.sign(images, Steps.NO_TAG_MOVED);
      return signatures.report(
          Goal.SIGN, name, tags, images, tag -> key.verificationKey(), tag -> List.of());
    }
  }
}
