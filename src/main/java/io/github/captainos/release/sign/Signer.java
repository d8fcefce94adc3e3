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
import io.github.captainos.trust.key.SigningKey;
import java.util.List;
import java.util.Map;

/** Signs what a registry names, if the user allows it. */
public final class Signer implements Job {
  private final Release release;
  private final boolean isUnverified;

  /**
   * @param isUnverified whether the key may sign what only the registry vouches for
   */
  public Signer(Release release, boolean isUnverified) {
    this.release = release;
    this.isUnverified = isUnverified;
  }

  @Override
  public List<String> check() throws ReleaseException {
    release.trust().signingKeyOrThrow();
    if (!isUnverified) {
      throw new ReleaseException(
          "Without files, captain:sign would sign whatever the registry names. Run it in the module"
              + " with the <targets> and their files, which it compares with the images; or set"
              + " captain.signUnverified to true.");
    }
    return release.tags().keySet().stream().map(release::reference).toList();
  }

  @Override
  public SignatureReport run() throws ReleaseException {
    check();
    SigningKey key = release.trust().signingKeyOrThrow();
    Map<String, String> tags = release.tags();
    try (Release open = release.open(Access.WRITE)) {
      Map<String, Manifest> images = open.existing(tags.keySet(), "signed");
      Signatures signatures = open.signatures();
      signatures.sign(images, Steps.NO_TAG_MOVED);
      return signatures.report(
          Goal.SIGN, release.name(), tags, images, tag -> key.verificationKey(), tag -> List.of());
    }
  }
}
