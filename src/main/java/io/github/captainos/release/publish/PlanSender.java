package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.signing.Attester;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.TagMoves;
import io.github.captainos.report.PublishReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends the images of a plan: blobs first, then manifests; tags move only after all content is
 * stored.
 */
final class PlanSender {
  private final PublishPlan plan;
  private final TagLookup tags;
  private final BlobSender blobs;
  private final Signatures signatures;
  private final List<AttestedImage> attested;
  private final boolean dryRun;

  /** The digest that each tag has referred to so far. */
  private final Map<String, DescriptorDigest> before;

  PlanSender(
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
   * Sends what the repository does not have.
   *
   * @param overwrite whether a tag that refers to another image is moved
   * @throws ReleaseException if a tag must not be moved, or if a step fails; the message says
   *     whether a tag has moved
   */
  PublishReport send(boolean overwrite) throws ReleaseException {
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
    Map<String, Manifest> images = new LinkedHashMap<>();
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
    return image.image().index().digest();
  }

  /** Returns the images whose tag does not refer to them already. */
  List<PlannedImage> changedImages() {
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
    List<Callable<Manifest>> pushes = new ArrayList<>();
    for (PlannedImage image : changedImages()) {
      for (Manifest manifest : image.image().manifests()) {
        pushes.add(
            () -> {
              Steps.step(
                  reference(image),
                  "uploading a manifest",
                  Steps.NO_TAG_MOVED,
                  () -> tags.registry().pushManifest(manifest));
              return manifest;
            });
      }
    }
    tags.threads().all(pushes);
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
