package io.github.captainos.release;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Document;
import io.github.captainos.image.Layer;
import io.github.captainos.registry.Registries.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.PublishPlan.PlannedImage;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.Recap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes images: blobs first, then manifests, and tags only once all that they name is there.
 */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final PublishPlan plan;
  private final Registry registry;

  /** What each tag names so far. */
  private final Map<String, DescriptorDigest> before = new LinkedHashMap<>();

  private final Set<DescriptorDigest> missing = new HashSet<>();

  private Publisher(PublishPlan plan, Registry registry) {
    this.plan = plan;
    this.registry = registry;
  }

  /**
   * Publishes what the request asks for.
   *
   * @throws ReleaseException if anything is not as it should be; the message says whether a tag has
   *     moved
   */
  public static PublishReport publish(PublishRequest request) throws ReleaseException {
    PublishPlan plan = PublishPlan.of(request);
    Access access = request.dryRun() ? Access.READ : Access.WRITE;
    try (Registry registry = plan.repository().open(access)) {
      return publish(plan, registry, request.overwrite(), request.dryRun());
    }
  }

  static PublishReport publish(
      PublishPlan plan, Registry registry, boolean overwrite, boolean dryRun)
      throws ReleaseException {
    Publisher publisher = new Publisher(plan, registry);
    publisher.lookUpTags(overwrite);
    publisher.lookUpBlobs();
    if (!dryRun) {
      publisher.pushBlobs();
      publisher.pushManifests();
      if (!overwrite) {
        publisher.lookUpTags(false); // somebody may have been quicker
      }
      publisher.moveTags();
    }
    return publisher.report(dryRun);
  }

  private void lookUpTags(boolean overwrite) throws ReleaseException {
    List<String> taken = new ArrayList<>();
    for (PlannedImage image : plan.images()) {
      lookUp(image).ifPresent(digest -> before.put(image.tag(), digest));
      if (before.containsKey(image.tag()) && isChanged(image)) {
        taken.add(reference(image) + " (" + before.get(image.tag()) + ")");
      }
    }
    if (!overwrite && !taken.isEmpty()) {
      throw ReleaseException.of(
          "Tags name other images already, and captain.overwrite is false, so none was moved."
              + " Choose another captain.tag, or allow it:",
          taken);
    }
  }

  private Optional<DescriptorDigest> lookUp(PlannedImage image) throws ReleaseException {
    return step(image, "looking up the tag", () -> registry.find(image.tag()))
        .map(manifest -> manifest.descriptor().digest());
  }

  private boolean isChanged(PlannedImage image) {
    return !image.image().index().descriptor().digest().equals(before.get(image.tag()));
  }

  private List<PlannedImage> changedImages() {
    return plan.images().stream().filter(this::isChanged).toList();
  }

  private static Stream<Blob> blobs(PlannedImage image) {
    return Stream.concat(image.image().layers().stream(), image.image().configs().stream());
  }

  private void lookUpBlobs() throws ReleaseException {
    Set<DescriptorDigest> seen = new HashSet<>();
    for (PlannedImage image : changedImages()) {
      for (Blob blob : blobs(image).toList()) {
        DescriptorDigest digest = blob.descriptor().digest();
        if (seen.add(digest)
            && !step(
                image, "asking for " + nameOf(blob), () -> registry.hasBlob(blob.descriptor()))) {
          missing.add(digest);
        }
      }
    }
  }

  private void pushBlobs() throws ReleaseException {
    Set<DescriptorDigest> left = new HashSet<>(missing);
    for (PlannedImage image : changedImages()) {
      for (Blob blob : blobs(image).toList()) {
        if (left.remove(blob.descriptor().digest())) {
          push(image, blob);
        }
      }
    }
  }

  private void push(PlannedImage image, Blob blob) throws ReleaseException {
    if (blob instanceof Layer layer) {
      LOG.info("Uploading {} ({})", layer.name(), Recap.size(layer.fileSize()));
    }
    step(image, "uploading " + nameOf(blob), () -> registry.pushBlob(blob));
  }

  private static String nameOf(Blob blob) {
    return blob instanceof Layer layer ? layer.name() : "the config";
  }

  private void pushManifests() throws ReleaseException {
    for (PlannedImage image : changedImages()) {
      for (Document manifest : image.image().manifests()) {
        step(image, "uploading a manifest", () -> registry.pushManifest(manifest));
      }
    }
  }

  private void moveTags() throws ReleaseException {
    new TagMoves<>(changedImages(), this::reference)
        .each(image -> registry.tag(image.tag(), image.image().index()));
  }

  private String reference(PlannedImage image) {
    return plan.repository().reference(image.tag());
  }

  private <T> T step(PlannedImage image, String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference(image), doing, Steps.NO_TAG_MOVED, step);
  }

  private void step(PlannedImage image, String doing, Steps.Action action) throws ReleaseException {
    Steps.step(reference(image), doing, Steps.NO_TAG_MOVED, action);
  }

  private PublishReport report(boolean dryRun) {
    List<PublishReport.Image> images = new ArrayList<>();
    for (PlannedImage image : plan.images()) {
      DescriptorDigest digest = image.image().index().descriptor().digest();
      DescriptorDigest replaced = before.get(image.tag());
      images.add(
          new PublishReport.Image(
              reference(image),
              digest.toString(),
              replaced == null || replaced.equals(digest) ? null : replaced.toString(),
              image.target(),
              platforms(image),
              image.image().layers().stream().map(layer -> artifact(layer, dryRun)).toList()));
    }
    return new PublishReport(dryRun, images);
  }

  private static List<PublishReport.Platform> platforms(PlannedImage image) {
    List<PublishReport.Platform> platforms = new ArrayList<>();
    for (int i = 0; i < image.platforms().size(); i++) {
      Document manifest = image.image().manifests().get(i);
      platforms.add(
          new PublishReport.Platform(
              image.platforms().get(i).toString(), manifest.descriptor().digest().toString()));
    }
    return platforms;
  }

  private Artifact artifact(Layer layer, boolean dryRun) {
    DescriptorDigest digest = layer.descriptor().digest();
    Artifact.State state =
        !missing.contains(digest)
            ? Artifact.State.PRESENT
            : dryRun ? Artifact.State.MISSING : Artifact.State.UPLOADED;
    return new Artifact(layer.name(), layer.fileSize(), digest.toString(), state);
  }
}
