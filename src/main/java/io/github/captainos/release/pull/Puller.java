package io.github.captainos.release.pull;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.EntryCount;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.content.PlatformManifest;
import io.github.captainos.release.content.SelectedImage;
import io.github.captainos.release.pull.files.ImageFiles;
import io.github.captainos.release.pull.output.LinkCopies;
import io.github.captainos.release.pull.output.OutputDirectory;
import io.github.captainos.release.pull.output.OutputLinks;
import io.github.captainos.release.pull.output.StagingDirectory;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.report.PullReport;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.support.Log;
import io.github.captainos.trust.key.VerificationKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the files of an image, of Captain or another publisher. All of them are fetched and
 * verified before any is moved to its final path.
 */
public final class Puller {
  private static final Log LOG = Log.of(Puller.class);
  private static final long MEBIBYTE = 1 << 20;

  private final PullRequest request;
  private final SelectedImage image;
  private final Registry registry;
  private final String reference;
  private final PlatformManifest.Choice choice;
  private final LinkForm form;
  private final FileSelection selection;
  private final UnpackedLimit limit;

  /** The key that the image is signed with; null if no signature is demanded. */
  private @Nullable String key;

  private Puller(PullRequest request, SelectedImage image, Registry registry)
      throws ReleaseException {
    this.reference = image.reference();
    this.choice = PlatformManifest.choice(reference, request.platform());
    this.form = LinkForm.of(request.links());
    this.selection = FileSelection.of(request.files());
    this.request = request;
    this.image = image;
    this.registry = registry;
    this.limit =
        new UnpackedLimit(
            request.maxUnpackedSize(),
            "the image unpacks to more than "
                + request.maxUnpackedSize() / MEBIBYTE
                + " MiB. Set captain.maxUnpackedSize higher if you trust the image");
  }

  /**
   * Pulls what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid or a step fails; no file was written then,
   *     unless the message says otherwise
   */
  public static PullReport pull(PullRequest request) throws ReleaseException {
    ImageToPull wanted = ImageToPull.of(request);
    SelectedImage image = wanted.image();
    try (Release open = image.release().open(Access.READ)) {
      Puller puller = new Puller(request, image, open.registry());
      Manifest named = wanted.find();
      VerificationKey key =
          open.signatures()
              .verify(Map.of(image.tag(), named), Steps.NO_FILE_WRITTEN)
              .get(image.tag());
      puller.key = key == null ? null : key.hint();
      return puller.pull(named, open.progress());
    }
  }

  /**
   * Returns the reference of the image that {@link #pull(PullRequest)} will pull.
   *
   * @throws ReleaseException if a setting is invalid
   */
  public static String reference(PullRequest request) throws ReleaseException {
    return ImageToPull.of(request).image().reference();
  }

  /**
   * @param named what the tag refers to
   * @param progress shows the progress of layers
   */
  private PullReport pull(Manifest named, Progress progress) throws ReleaseException {
    PlatformManifest manifest =
        PlatformManifest.of(reference, named, choice, registry, Steps.NO_FILE_WRITTEN);
    warn(manifest);
    List<Descriptor> layers = manifest.layers();
    try (StagingDirectory staging =
        step("making " + request.output(), () -> StagingDirectory.in(request.output()))) {
      ImageFetch.Fetched fetched = fetch(layers, progress, staging);
      checkSums(fetched);
      OutputLinks links = place(fetched.selected(), staging);
      return report(manifest, PullOutcome.of(layers, fetched, request.output(), links::state));
    }
  }

  private ImageFetch.Fetched fetch(
      List<Descriptor> layers, Progress progress, StagingDirectory staging)
      throws ReleaseException {
    LayerFetch fetch =
        new LayerFetch(
            reference,
            registry,
            request.output(),
            limit,
            request.naming().connecting().parallelism(),
            new EntryCount(),
            progress);
    return new ImageFetch(reference, selection, fetch).fetch(layers, staging);
  }

  private OutputLinks place(ImageFiles files, StagingDirectory staging) throws ReleaseException {
    Path output = request.output();
    OutputDirectory directory = new OutputDirectory(output);
    ImageFiles written =
        form == LinkForm.SYMBOLIC
            ? files
            : step(
                "copying the files that links lead to",
                () -> LinkCopies.of(files, output, staging, limit));
    OutputLinks links =
        step(
            "checking " + output,
            () -> {
              directory.check(written);
              return OutputLinks.stage(written, output, staging);
            });
    Steps.step(
        reference,
        "writing into " + output,
        "Some files may have been written, each of them complete.",
        () -> directory.place(written, links));
    return links;
  }

  private void warn(PlatformManifest manifest) {
    if (manifest.platform() == null && request.platform() != null) {
      LOG.warn("{} is for a single platform, so captain.platform has no effect.", reference);
    }
    if (manifest.layers().isEmpty()) {
      LOG.warn("{} has no layers, and so no files.", reference);
    }
  }

  private void checkSums(ImageFetch.Fetched fetched) throws ReleaseException {
    List<String> problems =
        step(
            "reading the checksums",
            () ->
                new Checksums(
                        fetched.image(),
                        fetched.selected(),
                        !selection.isAll(),
                        selection::takes,
                        request.output())
                    .problems());
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          reference + " does not match its checksums; no file was written:", problems);
    }
  }

  private <T> T step(String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference, doing, Steps.NO_FILE_WRITTEN, step);
  }

  private PullReport report(PlatformManifest manifest, PullOutcome outcome) {
    return new PullReport(
        image.release().repository().name(),
        image.name().tag(),
        image.name().flavor().name(),
        reference,
        image.target(),
        manifest.named().descriptor(),
        key,
        manifest.platformName(),
        manifest.manifest().descriptor(),
        request.output(),
        selection.patterns(),
        outcome.artifacts(),
        outcome.links(),
        PullReport.totals(outcome.layers()));
  }
}
