package io.github.captainos.release.sign;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.release.Job;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Signatures;
import io.github.captainos.release.Steps;
import io.github.captainos.report.Goal;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.trust.key.VerificationKey;
import java.util.List;
import java.util.Map;

/** Verifies the signatures of all images of a release. */
public final class Verifier implements Job {
  private final Release release;

  public Verifier(Release release) {
    this.release = release;
  }

  @Override
  public List<String> check() throws ReleaseException {
    if (release.trust().publicKeys().isEmpty()) {
      throw new ReleaseException(
          "There is no key to verify with. Set captain.publicKey to the public key of those who"
              + " publish the images.");
    }
    release.tags();
    return List.of();
  }

  @Override
  public SignatureReport run() throws ReleaseException {
    check();
    Map<String, String> tags = release.tags();
    try (Release open = release.open(Access.READ)) {
      Map<String, Manifest> images = open.existing(tags.keySet(), "verified");
      Signatures signatures = open.signatures();
      Map<String, VerificationKey> keys = signatures.verify(images, Steps.NOTHING_CHANGED);
      return signatures.report(
          Goal.VERIFY,
          release.name(),
          tags,
          images,
          keys::get,
          tag -> release.trust().requiredWords());
    }
  }
}
