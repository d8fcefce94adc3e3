package io.github.captainos.release;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.ForeignManifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Registries.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.UnpackedLayer.UnpackedFile;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.PullReport;
import io.github.captainos.report.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls the files of an image, whoever published it. All of them are fetched and checked before the
 * first gets its name.
 */
public final class Puller {
  private static final Logger LOG = LoggerFactory.getLogger(Puller.class);
  private static final String CHOOSE =
      "Set captain.tag to a tag that is there (and captain.repository, captain.artifactName,"
          + " captain.registry where it is).";

  /** How many indexes may be in each other; more than one is rare enough. */
  private static final int DEEPEST = 3;

  private final PullRequest request;
  private final Registry registry;
  private final String reference;
  private final PlatformChoice choice;
  private @Nullable String platform;

  private Puller(PullRequest request, Registry registry, String reference) throws ReleaseException {
    this.choice = new PlatformChoice(reference, request.platform(), PlatformChoice.thisMachine());
    this.request = request;
    this.registry = registry;
    this.reference = reference;
  }

  /**
   * Pulls what the request asks for.
   *
   * @throws ReleaseException if anything is not as it should be; no file was written then, unless
   *     the message says otherwise
   */
  public static PullReport pull(PullRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    TargetNames.check(request.targets());
    boolean combined = TargetNames.isCombined(request.target().value());
    if (!combined && !request.targets().contains(request.target().value())) {
      throw TargetNames.unknown(request.targets(), request.target(), "");
    }
    String tag = request.versioning().tagAlone();
    String own = combined ? tag : Names.tagOf(tag, request.target().value());
    try (Progress progress = request.progress();
        SideBySide meanwhile = new SideBySide(1);
        Registry registry = repository.open(Access.READ)) {
      meanwhile.begin(Executors.callable(Sha256::warmUp));
      return new Puller(request, registry, repository.reference(own)).pull(own, progress);
    }
  }

  private PullReport pull(String tag, Progress progress) throws ReleaseException {
    Document named =
        step("looking up the tag", () -> registry.find(tag))
            .orElseThrow(
                () -> new ReleaseException("There is no image " + reference + ". " + CHOOSE));
    List<Descriptor> layers = layers(named);
    try (Staging staging = step("making " + request.output(), () -> Staging.in(request.output()))) {
      List<UnpackedLayer> unpacked =
          new LayerFetch(
                  reference,
                  registry,
                  request.output(),
                  request.maxUnpackedSize(),
                  request.naming().connecting().parallelism(),
                  progress)
              .fetch(layers, staging);
      ImageFiles files = step("unpacking", () -> ImageFiles.of(unpacked));
      checkSums(files);
      OutputDirectory output = new OutputDirectory(request.output());
      Steps.step(
          reference,
          "looking at " + request.output(),
          Steps.NO_FILE_WRITTEN,
          () -> output.check(files));
      Steps.step(
          reference,
          "writing into " + request.output(),
          "Some files may have been written, each of them whole.",
          () -> output.place(files));
      return report(named, files);
    }
  }

  private List<Descriptor> layers(Document named) throws ReleaseException {
    Document document = named;
    for (int depth = 0; depth <= DEEPEST; depth++) {
      Document current = document;
      ForeignManifest manifest = step("reading the manifest", () -> ForeignManifest.parse(current));
      if (!manifest.isIndex()) {
        warn(manifest);
        return manifest.descriptors();
      }
      Descriptor entry = choice.of(manifest.descriptors());
      platform = String.valueOf(entry.platform());
      document = step("getting the manifest for " + platform, () -> manifest(entry));
    }
    throw new ReleaseException(
        reference + " is an index in an index, too deep to be an image. " + CHOOSE);
  }

  private void warn(ForeignManifest manifest) {
    if (platform == null && request.platform() != null) {
      LOG.warn("{} is for one platform alone, so captain.platform chooses nothing.", reference);
    }
    if (manifest.descriptors().isEmpty()) {
      LOG.warn("{} has no layers, and so no files.", reference);
    }
  }

  private Document manifest(Descriptor entry) throws IOException {
    String digest = entry.digest().toString();
    Document manifest =
        registry
            .find(digest)
            .orElseThrow(() -> new IOException("the registry does not have it: " + digest));
    if (!manifest.descriptor().digest().equals(entry.digest())
        || manifest.descriptor().size() != entry.size()) {
      throw new IOException("the manifest received is not " + digest + ", which the index names");
    }
    return manifest;
  }

  private void checkSums(ImageFiles files) throws ReleaseException {
    List<String> problems =
        step(
            "reading the checksums", () -> ChecksumFiles.problems(files.files(), request.output()));
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          reference + " is not what its checksums say; " + "no file was written:", problems);
    }
  }

  private <T> T step(String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference, doing, Steps.NO_FILE_WRITTEN, step);
  }

  private PullReport report(Document named, ImageFiles files) {
    List<Artifact> artifacts = new ArrayList<>();
    for (UnpackedFile file : files.files().values()) {
      artifacts.add(
          new Artifact(
              file.path(),
              file.size(),
              file.layer().toString(),
              file.staged() == null ? Artifact.State.PRESENT : Artifact.State.FETCHED));
    }
    String target = request.target().value();
    return new PullReport(
        reference,
        named.descriptor().digest().toString(),
        TargetNames.isCombined(target) ? TargetNames.COMBINED : target,
        platform,
        request.output().toString(),
        artifacts);
  }
}
