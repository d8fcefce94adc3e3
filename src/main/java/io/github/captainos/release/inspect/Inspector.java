package io.github.captainos.release.inspect;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.content.Completeness;
import io.github.captainos.release.content.ContentReport;
import io.github.captainos.release.content.ImageDescription;
import io.github.captainos.release.content.ImageReader;
import io.github.captainos.release.content.PlatformManifest;
import io.github.captainos.release.content.SelectedImage;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Content;
import io.github.captainos.report.look.FoundAttestation;
import io.github.captainos.report.look.InspectReport;
import io.github.captainos.report.look.Signers;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.support.Log;
import io.github.captainos.trust.Predicate;
import io.github.captainos.trust.key.VerificationKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what an image holds, without reading a file of it. */
public final class Inspector {
  private static final Log LOG = Log.of(Inspector.class);

  private final InspectRequest request;
  private final SelectedImage image;
  private final Registry registry;
  private final Tasks threads;

  private Inspector(InspectRequest request, SelectedImage image) {
    this.request = request;
    this.image = image;
    this.registry = image.release().registry();
    this.threads = image.release().tasks();
  }

  /**
   * Inspects what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid, if the image does not exist or is not signed
   *     as demanded, or if a request fails
   */
  public static InspectReport inspect(InspectRequest request) throws ReleaseException {
    Release release =
        new Release(
            request.naming().repositoryOrThrow(),
            request.versioning(),
            request.targets(),
            request.trust(),
            Progress.none(),
            request.naming().connecting().parallelism());
    SelectedImage image = SelectedImage.of(release, request.target());
    try (Release open = release.open(Access.READ)) {
      return new Inspector(request, image).inspect(open.signatures());
    }
  }

  private InspectReport inspect(Signatures signatures) throws ReleaseException {
    ImageReader reader = reader(image.tag());
    PlatformManifest.Choice choice = choice(reader);
    // the first request logs in, so it is sent alone
    Optional<Manifest> found = reader.find(image.tag());
    Map<String, Manifest> others = image.isCombined() ? targets() : Map.of();
    if (found.isEmpty()) {
      throw missing(List.copyOf(others.keySet()));
    }
    Manifest named = found.get();
    Signers signers = signers(signatures, named, others);
    List<FoundAttestation> attestations = attestations(signatures, named);
    PlatformManifest manifest = reader.manifest(named, choice);
    ImageDescription description = reader.describe(manifest, threads);
    Map<String, PlatformManifest> images = manifests(others);
    if (image.isCombined()) {
      images.put(TargetNames.COMBINED, manifest);
    }
    return new InspectReport(
        image.release().repository().name(),
        image.name().tag(),
        image.name().flavor().name(),
        ContentReport.image(image.release().repository(), image.name(), image.target(), named),
        signers,
        attestations,
        ContentReport.platforms(manifest),
        manifest.platformName(),
        manifest.platform() == null ? null : reader.sharesLayers(manifest, threads),
        Content.of(manifest.manifest().descriptor()),
        description.facts().created(),
        description.facts().revision(),
        description.facts().annotations(),
        image.isCombined()
            ? ContentReport.release(
                image.release().repository(),
                image.name(),
                images,
                Completeness.of(request.targets(), images))
            : null,
        description.layers().stream().map(ContentReport::layer).toList());
  }

  private ImageReader reader(String tag) {
    return new ImageReader(image.release().repository().reference(tag), registry);
  }

  /**
   * Returns who signed the image. With a key, all images that are said to be there are verified.
   *
   * @param others what the tags of the targets refer to, by the names of the targets
   */
  private Signers signers(Signatures signatures, Manifest named, Map<String, Manifest> others)
      throws ReleaseException {
    Map<String, Manifest> all = new LinkedHashMap<>();
    others.forEach((target, manifest) -> all.put(image.name().tagOf(target), manifest));
    all.put(image.tag(), named);
    VerificationKey key = signatures.verify(all, Steps.NOTHING_CHANGED).get(image.tag());
    if (key != null) {
      return new Signers(key.hint(), List.of());
    }
    DescriptorDigest digest = named.digest();
    return new Signers(
        null,
        unlessUnreadable(
                () -> signatures.claimedSigners(image.tag(), digest, Steps.NOTHING_CHANGED))
            .map(
                claimed ->
                    claimed.stream()
                        .map(hint -> hint.equals(Signatures.UNNAMED) ? null : hint)
                        .collect(Collectors.<@Nullable String>toList()))
            .orElse(null));
  }

  private @Nullable List<FoundAttestation> attestations(Signatures signatures, Manifest named)
      throws ReleaseException {
    return unlessUnreadable(
            () -> signatures.attestedTypes(image.tag(), named, Steps.NOTHING_CHANGED))
        .map(
            types ->
                types.entrySet().stream()
                    .map(type -> attestation(type.getKey(), type.getValue()))
                    .toList())
        .orElse(null);
  }

  private static FoundAttestation attestation(String type, boolean isVerified) {
    return new FoundAttestation(
        type.isEmpty() ? null : type,
        Predicate.Type.of(type).map(known -> known.kind().word()).orElse(null),
        isVerified);
  }

  private interface Lookup<T> {
    T run() throws ReleaseException;
  }

  /** What somebody has stored beside an image is no reason to say nothing of the image. */
  private static <T> Optional<T> unlessUnreadable(Lookup<T> lookup) throws ReleaseException {
    try {
      return Optional.of(lookup.run());
    } catch (ReleaseException e) {
      if (!Steps.isOfContent(e)) {
        throw e;
      }
      LOG.warn("{}", e.getMessage());
      return Optional.empty();
    }
  }

  private record Found(String target, Optional<Manifest> named) {}

  /** Looks up the targets' images; returns those that there are, in the order of the targets. */
  private Map<String, Manifest> targets() throws ReleaseException {
    List<Callable<Found>> lookups = new ArrayList<>();
    for (String target : request.targets()) {
      String tag = image.name().tagOf(target);
      lookups.add(() -> new Found(target, reader(tag).find(tag)));
    }
    Map<String, Manifest> images = new LinkedHashMap<>();
    threads
        .all(lookups)
        .forEach(one -> one.named().ifPresent(found -> images.put(one.target(), found)));
    return images;
  }

  /** Reads the manifests of the targets' images. */
  private Map<String, PlatformManifest> manifests(Map<String, Manifest> named)
      throws ReleaseException {
    List<Callable<PlatformManifest>> reads = new ArrayList<>();
    named.forEach(
        (target, manifest) -> reads.add(() -> manifest(image.name().tagOf(target), manifest)));
    Iterator<PlatformManifest> manifests = threads.all(reads).iterator();
    Map<String, PlatformManifest> images = new LinkedHashMap<>();
    named.keySet().forEach(target -> images.put(target, manifests.next()));
    return images;
  }

  private PlatformManifest manifest(String tag, Manifest named) throws ReleaseException {
    ImageReader reader = reader(tag);
    return reader.manifest(named, choice(reader));
  }

  private PlatformManifest.Choice choice(ImageReader reader) throws ReleaseException {
    return PlatformManifest.choice(reader.reference(), request.platform());
  }

  /**
   * Says which other images of the release there are.
   *
   * @param others the targets that have one
   */
  private ReleaseException missing(List<String> others) throws ReleaseException {
    return others.isEmpty()
        ? image.missing("captain.tag")
        : new ReleaseException(
            "There is no image "
                + image.reference()
                + ". The release has images of "
                + String.join(", ", others)
                + ", which are not combined: set captain.target to one of them.");
  }
}
