package io.github.captainos.release.publish;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.release.AttestedImage;
import io.github.captainos.release.Job;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Signatures;
import io.github.captainos.release.Signatures.Attester;
import io.github.captainos.release.Steps;
import io.github.captainos.release.Tasks;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.report.Goal;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.trust.key.SigningKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs and attests the images that a publish of the same files has published. Their digests are
 * computed from the files, so the key does not vouch for what a registry answers.
 */
public final class FilesSigner implements Job {
  private final PublishPlan plan;
  private final Release release;

  public FilesSigner(PublishPlan plan) {
    this.plan = plan;
    this.release = plan.release();
  }

  @Override
  public List<String> check() throws ReleaseException {
    release.trust().signingKeyOrThrow();
    release.version();
    plan.find(false);
    return plan.references();
  }

  @Override
  public SignatureReport run() throws ReleaseException {
    SigningKey key = release.trust().signingKeyOrThrow();
    plan.find(false);
    try (Tasks readers = plan.readers();
        Release open = release.open(Access.WRITE)) {
      Map<String, String> tags = plan.tags();
      plan.files().begin(readers);
      List<PlannedImage> images = plan.images();
      Map<String, Manifest> indexes = Publisher.indexes(images);
      checkArePublished(indexes, open.manifests(tags.keySet()));
      List<AttestedImage> attested =
          plan.attested(
              images, plan.hasProvenance() ? plan.compare(readers).areThere() : Optional.empty());
      Signatures signatures = open.signatures();
      Attester attester = signatures.attester(attested);
      plan.files().checkChecksums(key);
      plan.files().signChecksums(key);
      signatures.sign(indexes, Steps.NO_TAG_MOVED);
      attester.attest(Steps.NO_TAG_MOVED);
      return signatures.report(
          Goal.SIGN,
          release.name(),
          tags,
          indexes,
          tag -> key.verificationKey(),
          tag -> AttestedImage.kinds(attested, tag));
    }
  }

  private void checkArePublished(Map<String, Manifest> images, Map<String, Manifest> found)
      throws ReleaseException {
    List<String> problems = new ArrayList<>();
    images.forEach(
        (tag, image) -> {
          Manifest named = found.get(tag);
          if (!image.isSame(named)) {
            problems.add(
                release.reference(tag)
                    + (named == null
                        ? " does not exist"
                        : " is "
                            + named.digest()
                            + ", and that of the files is "
                            + image.digest()));
          }
        });
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Images are not those of these files, so none was signed. Publish them, or set"
              + " captain.tag to the tag that they were published under:",
          problems);
    }
  }
}
