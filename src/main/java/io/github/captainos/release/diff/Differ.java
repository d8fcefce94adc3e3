package io.github.captainos.release.diff;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReferenceSyntax;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Setting;
import io.github.captainos.release.content.ContentReport;
import io.github.captainos.release.content.ImageDescription;
import io.github.captainos.release.content.ImageReader;
import io.github.captainos.release.content.LayerFiles;
import io.github.captainos.release.content.PlatformManifest;
import io.github.captainos.release.content.SelectedImage;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Content;
import io.github.captainos.report.look.DiffReport;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.trust.key.VerificationKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the images of two releases, without reading a file of them. */
public final class Differ {
  private final DiffRequest request;
  private final SelectedImage first;
  private final SelectedImage second;
  private final Registry registry;
  private final Tasks threads;

  private Differ(DiffRequest request, SelectedImage first, SelectedImage second) {
    this.request = request;
    this.first = first;
    this.second = second;
    this.registry = first.release().registry();
    this.threads = first.release().tasks();
  }

  /**
   * Compares what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid, if an image does not exist or is not signed
   *     as demanded, or if a request fails
   */
  public static DiffReport diff(DiffRequest request) throws ReleaseException {
    String withTag = withTag(request.withTag());
    Release release =
        new Release(
            request.naming().repositoryOrThrow(),
            request.versioning(),
            request.targets(),
            request.trust(),
            Progress.none(),
            request.naming().connecting().parallelism());
    SelectedImage first = SelectedImage.of(release, request.target());
    SelectedImage second = first.in(first.name().withTag(withTag));
    second.name().check(List.of(second.target()), "captain.withTag");
    try (Release open = release.open(Access.READ)) {
      return new Differ(request, first, second).diff(open.signatures());
    }
  }

  private static String withTag(@Nullable Setting tag) throws ReleaseException {
    if (tag == null) {
      throw new ReleaseException(
          "There is no release to compare with. Set captain.withTag to the tag of the second"
              + " release; captain.tag is that of the first.");
    }
    ReferenceSyntax.checkTag(tag.value(), tag.toString(), "Set another captain.withTag.");
    return tag.value();
  }

  private DiffReport diff(Signatures signatures) throws ReleaseException {
    Map<String, Manifest> named = new LinkedHashMap<>();
    Manifest before = first.find(Steps.NOTHING_CHANGED);
    Manifest after = second.find(Steps.NOTHING_CHANGED, "captain.withTag");
    named.put(first.tag(), before);
    named.put(second.tag(), after);
    Map<String, VerificationKey> keys = signatures.verify(named, Steps.NOTHING_CHANGED);

    PlatformManifest.Choice choice = choice(first);
    PlatformManifest from =
        reader(first)
            .manifest(
                before, request.platform() == null ? CommonPlatform.with(after, choice) : choice);
    PlatformManifest to =
        reader(second)
            .manifest(
                after,
                request.platform() == null
                    ? CommonPlatform.sameAs(from, second.reference(), choice(second))
                    : choice(second));
    ImageDescription one = reader(first).describe(from, threads);
    ImageDescription other = reader(second).describe(to, threads);
    ReleaseName release = first.name();
    return new DiffReport(
        first.release().repository().name(),
        release.tag(),
        release.flavor().name(),
        second.name().tag(),
        to.platformName(),
        image(first, before, keys),
        image(second, after, keys),
        FileComparison.of(one.layers(), other.layers()),
        layers(one),
        layers(other));
  }

  private PlatformManifest.Choice choice(SelectedImage image) throws ReleaseException {
    return PlatformManifest.choice(image.reference(), request.platform());
  }

  private ImageReader reader(SelectedImage image) {
    return new ImageReader(image.reference(), registry);
  }

  private static DiffReport.Image image(
      SelectedImage image, Manifest named, Map<String, VerificationKey> keys) {
    VerificationKey key = keys.get(image.tag());
    return new DiffReport.Image(
        ContentReport.image(image.release().repository(), image.name(), image.target(), named),
        key == null ? null : key.hint());
  }

  private static List<Content> layers(ImageDescription image) {
    return image.layers().stream().map(LayerFiles::layer).map(Content::of).toList();
  }
}
