package io.github.captainos.release.combine;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.signing.AttestedImage;
import io.github.captainos.release.signing.Attester;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.Opener;
import io.github.captainos.release.steps.PendingLogin;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.TagMoves;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.CombineReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Publishes the combined image out of the images of all targets: first its configs, which are its
 * only new blobs, then its manifests, then the tag.
 */
public final class Combiner {
  private final CombineRequest request;
  private final ReleaseName name;
  private final Signatures signatures;
  private final TagLookup tags;

  private Combiner(CombineRequest request, ReleaseName name, Trust trust, TagLookup tags) {
    this.request = request;
    this.name = name;
    this.signatures = new Signatures(trust, tags.repository(), tags.registry(), tags.threads());
    this.tags = tags;
  }

  /**
   * Checks all that can be checked without a registry.
   *
   * @return the references that {@link #combine(CombineRequest)} will write
   * @throws ReleaseException if a setting is invalid
   */
  public static List<String> check(CombineRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    return List.of(repository.reference(name(request).combined()));
  }

  private static ReleaseName name(CombineRequest request) throws ReleaseException {
    TargetNames.check(request.targets());
    ReleaseName name = request.versioning().name(request.targets());
    name.check(TargetNames.withCombined(request.targets()), "captain.tag");
    return name;
  }

  /**
   * Combines what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid, if the images cannot be combined or a step
   *     fails; the message says whether the tag has moved
   */
  public static CombineReport combine(CombineRequest request) throws ReleaseException {
    return combine(request, Repository::open);
  }

  static CombineReport combine(CombineRequest request, Opener opener) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    ReleaseName name = name(request);
    Trust trust = request.trust();
    Access access = request.dryRun() ? Access.READ : Access.WRITE;
    try (Tasks threads = new Tasks(request.naming().connecting().parallelism());
        Registry registry = opener.open(repository, access)) {
      PendingLogin login = PendingLogin.begin(registry, threads);
      TagLookup tags = new TagLookup(repository, registry, login, threads);
      return new Combiner(request, name, trust, tags).combine();
    }
  }

  private CombineReport combine() throws ReleaseException {
    List<String> all =
        TargetNames.withCombined(request.targets()).stream().map(name::tagOf).toList();
    Map<String, Manifest> found = tags.manifests(all);
    verify(found);
    List<TargetImage> sources = new TargetReading(name, tags).images(request.targets(), found);
    Image image = new Agreement(sources).combined(name.combined());
    Optional<DescriptorDigest> before =
        Optional.ofNullable(found.get(name.combined())).map(named -> named.digest());
    boolean isDone = before.equals(Optional.of(digest(image)));
    checkTag(before, image);
    AttestedImage attested = new CombinedStatements(signatures, sources).of(name.combined(), image);
    Attester attester = signatures.attester(List.of(attested));
    Set<DescriptorDigest> missing = isDone ? Set.of() : missingConfigs(image);
    if (!isDone && !request.dryRun()) {
      send(image, missing);
      sign(image, attester, Steps.NO_TAG_MOVED);
      checkNothingChanged(sources, image);
      moveTag(image);
    }
    if (!request.dryRun()) {
      sign(image, attester, Steps.TAGS_MOVED);
    }
    return new CombineOutcome(
            request, tags.repository(), name, sources, image, attested, before, missing)
        .report();
  }

  private void verify(Map<String, Manifest> found) throws ReleaseException {
    Map<String, Manifest> sources = new LinkedHashMap<>(found);
    sources.remove(name.combined());
    signatures.verifySources(sources, Steps.NO_TAG_MOVED);
  }

  private static DescriptorDigest digest(Image image) {
    return image.index().digest();
  }

  private void checkTag(Optional<DescriptorDigest> named, Image image) throws ReleaseException {
    if (!request.overwrite() && named.isPresent() && !named.get().equals(digest(image))) {
      throw new ReleaseException(
          "The tag "
              + reference()
              + " names another image already ("
              + named.get()
              + "), and captain.overwrite is false, so it was not moved. Choose another"
              + " captain.tag, or allow it.");
    }
  }

  private Set<DescriptorDigest> missingConfigs(Image image) throws ReleaseException {
    List<Callable<Optional<DescriptorDigest>>> checks =
        image.configs().stream()
            .<Callable<Optional<DescriptorDigest>>>map(config -> () -> unlessPresent(config))
            .toList();
    return tags.threads().all(checks).stream()
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  private Optional<DescriptorDigest> unlessPresent(Blob config) throws ReleaseException {
    boolean isPresent =
        Steps.step(
            reference(),
            "checking for a config",
            Steps.NO_TAG_MOVED,
            () -> tags.registry().hasBlob(config.descriptor()));
    return isPresent ? Optional.empty() : Optional.of(config.descriptor().digest());
  }

  private void send(Image image, Set<DescriptorDigest> missing) throws ReleaseException {
    List<Blob> configs =
        image.configs().stream()
            .filter(config -> missing.contains(config.descriptor().digest()))
            .toList();
    send(configs, "uploading a config", tags.registry()::pushBlob);
    send(image.manifests(), "uploading a manifest", tags.registry()::pushManifest);
  }

  private interface Push<T> {
    void run(T content) throws IOException;
  }

  private <T extends Blob> void send(List<T> contents, String doing, Push<T> push)
      throws ReleaseException {
    List<Callable<T>> pushes = new ArrayList<>();
    for (T content : contents) {
      pushes.add(
          () -> {
            Steps.step(reference(), doing, Steps.NO_TAG_MOVED, () -> push.run(content));
            return content;
          });
    }
    tags.threads().all(pushes);
  }

  /**
   * Looks up the tags again: another machine may have published a target, or combined, meanwhile.
   */
  private void checkNothingChanged(List<TargetImage> sources, Image image) throws ReleaseException {
    List<String> lookups = new ArrayList<>(sources.stream().map(TargetImage::tag).toList());
    if (!request.overwrite()) {
      lookups.add(name.combined());
    }
    Map<String, DescriptorDigest> now = tags.digests(lookups);
    List<String> changed = new ArrayList<>();
    for (TargetImage source : sources) {
      DescriptorDigest before = source.image().index().digest();
      DescriptorDigest named = now.get(source.tag());
      if (!before.equals(named)) {
        changed.add(
            tags.repository().reference(source.tag())
                + ": it was "
                + before
                + ", and "
                + (named == null ? "no longer exists" : "is " + named));
      }
    }
    if (!changed.isEmpty()) {
      throw ReleaseException.of(
          "Images were published again while they were being combined, so "
              + reference()
              + " was not moved. Run the goal again when they are complete:",
          changed);
    }
    checkTag(Optional.ofNullable(now.get(name.combined())), image);
  }

  private void sign(Image image, Attester attester, String state) throws ReleaseException {
    signatures.sign(Map.of(name.combined(), image.index()), state);
    attester.attest(state);
  }

  private void moveTag(Image image) throws ReleaseException {
    new TagMoves<>(List.of(name.combined()), tags.repository(), tags.repository()::reference)
        .each(tags.threads(), tag -> tags.registry().tag(tag, image.index()));
  }

  private String reference() {
    return tags.repository().reference(name.combined());
  }
}
