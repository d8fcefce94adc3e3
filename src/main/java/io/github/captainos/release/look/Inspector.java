package io.github.captainos.release.look;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.release.Job;
import io.github.captainos.release.PlatformManifest;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.SelectedImage;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Steps;
import io.github.captainos.report.FoundRelease;
import io.github.captainos.report.InspectReport;
import io.github.captainos.report.InspectReport.Attestation;
import io.github.captainos.report.InspectReport.Layer;
import io.github.captainos.report.InspectReport.Platform;
import io.github.captainos.support.Log;
import io.github.captainos.trust.Predicate;
import io.github.captainos.trust.key.VerificationKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Says what an image holds, without reading a file of it. */
public final class Inspector implements Job {
  private static final Log LOG = Log.of(Inspector.class);

  private final Release release;
  private final Setting target;
  private final @Nullable Setting platform;

  /**
   * @param target which image: the name of a target, {@code both} or {@code combined}
   * @param platform which entry of an index, as {@code os/architecture[/variant]}, or null for this
   *     machine's
   */
  public Inspector(Release release, Setting target, @Nullable Setting platform) {
    this.release = release;
    this.target = target;
    this.platform = platform;
  }

  @Override
  public List<String> check() throws ReleaseException {
    SelectedImage image = SelectedImage.of(release, target);
    PlatformManifest.choice(image.reference(), platform);
    return List.of();
  }

  @Override
  public InspectReport run() throws ReleaseException {
    check();
    SelectedImage image = SelectedImage.of(release, target);
    Map<String, String> tags =
        image.isCombined() ? release.tags() : Map.of(image.tag(), image.target());
    try (Release open = release.open(Access.READ)) {
      Map<String, Manifest> found = open.manifests(tags.keySet(), Steps.NOTHING_CHANGED);
      Manifest named = found.get(image.tag());
      if (named == null) {
        throw missing(image, found.keySet().stream().map(tags::get).toList());
      }
      // with a key, all images that are said to be there are verified
      VerificationKey key = open.signatures().verify(found, Steps.NOTHING_CHANGED).get(image.tag());
      Map<String, PlatformManifest> images = new LinkedHashMap<>();
      List<Callable<PlatformManifest>> reads = new ArrayList<>();
      for (Map.Entry<String, Manifest> one : found.entrySet()) {
        reads.add(() -> manifest(one.getKey(), one.getValue()));
      }
      List<PlatformManifest> manifests = open.tasks().all(reads);
      for (String tag : found.keySet()) {
        images.put(tags.get(tag), manifests.get(images.size()));
      }
      return report(image, key, images);
    }
  }

  /**
   * Says which other images of the release there are.
   *
   * @param others the targets that have one
   */
  private static ReleaseException missing(SelectedImage image, List<String> others)
      throws ReleaseException {
    return others.isEmpty()
        ? image.missing("captain.tag")
        : new ReleaseException(
            "There is no image "
                + image.reference()
                + ". The release has images of "
                + String.join(", ", others)
                + ", which are not combined: set captain.target to one of them.");
  }

  private PlatformManifest manifest(String tag, Manifest named) throws ReleaseException {
    String reference = release.reference(tag);
    return new ImageReader(reference, release)
        .manifest(named, PlatformManifest.choice(reference, platform));
  }

  /**
   * @param key the key that signed the image, or null if no signature was demanded
   * @param images the manifests of the images that there are, by their targets
   */
  private InspectReport report(
      SelectedImage image, @Nullable VerificationKey key, Map<String, PlatformManifest> images)
      throws ReleaseException {
    ImageReader reader = new ImageReader(image.reference(), release);
    PlatformManifest manifest = images.get(image.target());
    ImageReader.Facts facts = reader.allFacts(manifest);
    FoundRelease all =
        ImageReader.release(
            release.targets(), images, one -> release.reference(image.name().tagOf(one)));
    List<Layer> layers = reader.layers(manifest);
    return new InspectReport(
        release.repository().name(),
        image.name().tag(),
        image.name().flavor().name(),
        new FoundRelease.Image(image.reference(), image.target(), manifest.named().descriptor()),
        key == null ? null : key.hint(),
        key == null ? claimedKeys(image.tag(), manifest.named()) : null,
        attestations(image.tag(), manifest.named()),
        platforms(manifest),
        manifest.platformName(),
        manifest.platform() == null ? null : reader.sharesLayers(manifest),
        manifest.manifest().descriptor(),
        facts.created(),
        facts.revision(),
        facts.annotations(),
        image.isCombined() ? all : null,
        layers.stream().flatMap(layer -> layer.files().stream()).toList(),
        layers);
  }

  private static List<Platform> platforms(PlatformManifest image) {
    Map<String, Platform> platforms = new LinkedHashMap<>();
    for (Descriptor entry : PlatformManifest.images(image.entries())) {
      String name = String.valueOf(entry.platform());
      platforms.putIfAbsent(name, new Platform(name, entry));
    }
    return List.copyOf(platforms.values());
  }

  private @Nullable List<@Nullable String> claimedKeys(String tag, Manifest named)
      throws ReleaseException {
    return unlessUnreadable(
        () -> {
          List<@Nullable String> keys = new ArrayList<>();
          for (String hint :
              release.signatures().claimedSigners(tag, named.digest(), Steps.NOTHING_CHANGED)) {
            keys.add(hint.isEmpty() ? null : hint);
          }
          return keys;
        });
  }

  private @Nullable List<Attestation> attestations(String tag, Manifest named)
      throws ReleaseException {
    return unlessUnreadable(
        () -> {
          List<Attestation> attestations = new ArrayList<>();
          release
              .signatures()
              .attestedTypes(tag, named, Steps.NOTHING_CHANGED)
              .forEach((type, isVerified) -> attestations.add(attestation(type, isVerified)));
          return attestations;
        });
  }

  private static Attestation attestation(String type, boolean isVerified) {
    return new Attestation(
        type.isEmpty() ? null : type,
        Predicate.Type.of(type).map(known -> known.kind().word()).orElse(null),
        isVerified);
  }

  private interface Lookup<T> {
    T run() throws ReleaseException;
  }

  /**
   * What somebody has stored beside an image is no reason to say nothing of the image.
   *
   * @return the result, or null if it cannot be read
   */
  private static <T> @Nullable T unlessUnreadable(Lookup<T> lookup) throws ReleaseException {
    try {
      return lookup.run();
    } catch (ReleaseException e) {
      if (!Steps.isOfContent(e)) {
        throw e;
      }
      LOG.warn("{}", e.getMessage());
      return null;
    }
  }
}
