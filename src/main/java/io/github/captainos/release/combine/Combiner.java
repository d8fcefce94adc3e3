package io.github.captainos.release.combine;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.Image.ImageLayer;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.AttestedImage;
import io.github.captainos.release.Builder;
import io.github.captainos.release.ChecksumBundle;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Job;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Signatures;
import io.github.captainos.release.Signatures.Attester;
import io.github.captainos.release.Steps;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.combine.Agreement.TargetImage;
import io.github.captainos.report.CombineReport;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PublishReport.Platform;
import io.github.captainos.report.Report;
import io.github.captainos.report.TagMove;
import io.github.captainos.support.Log;
import io.github.captainos.support.Printable;
import io.github.captainos.trust.Predicate;
import io.github.captainos.trust.Provenance;
import io.github.captainos.trust.key.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the combined image out of the images of all targets, of which only manifests and
 * configs are read: first its configs, which are its only new blobs, then its manifests, then the
 * tag.
 */
public final class Combiner implements Job {
  private static final Log LOG = Log.of(Combiner.class);

  private final Release release;
  private final Path workDirectory;
  private final boolean overwrite;
  private final boolean dryRun;

  /**
   * @param release the release; its targets are in the order of their layers in the combined image
   * @param workDirectory the directory for files with checksums, if they are signed
   * @param overwrite whether a tag that refers to another image is moved
   * @param dryRun whether nothing is written
   */
  public Combiner(Release release, Path workDirectory, boolean overwrite, boolean dryRun) {
    this.release = release;
    this.workDirectory = workDirectory;
    this.overwrite = overwrite;
    this.dryRun = dryRun;
  }

  @Override
  public List<String> check() throws ReleaseException {
    release.tags();
    return List.of(reference());
  }

  private String tag() throws ReleaseException {
    return release.name().combined();
  }

  private String reference() throws ReleaseException {
    return release.reference(tag());
  }

  @Override
  public CombineReport run() throws ReleaseException {
    Set<String> tags = release.tags().keySet();
    try (Release open = release.open(dryRun ? Access.READ : Access.WRITE)) {
      Map<String, Manifest> found = open.manifests(tags);
      Map<String, Manifest> named = new LinkedHashMap<>(found);
      Manifest before = named.remove(tag());
      release.signatures().verifySources(named, Steps.NO_TAG_MOVED);
      List<TargetImage> sources = images(named);
      return combine(sources, new Agreement(sources).combined(tag()), before);
    }
  }

  /**
   * Reads the images of the targets.
   *
   * @param named what their tags refer to
   * @return the images, in the order of the targets
   * @throws ReleaseException if an image is missing, cannot be read or cannot be combined; one
   *     exception names all that are missing
   */
  private List<TargetImage> images(Map<String, Manifest> named) throws ReleaseException {
    Map<String, String> tags = new LinkedHashMap<>(release.tags());
    tags.remove(tag());
    release.checkExist(tags.keySet(), named, "combined");
    Map<String, List<Descriptor>> entries = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (String tag : tags.keySet()) {
      collect(tag, problems, () -> entries.put(tag, Image.entries(named.get(tag))));
    }
    check(problems);
    List<Callable<PlatformDocuments>> reads = new ArrayList<>();
    entries.forEach(
        (tag, platforms) -> platforms.forEach(entry -> reads.add(() -> read(tag, entry))));
    Iterator<PlatformDocuments> documents = release.tasks().all(reads).iterator();
    List<TargetImage> images = new ArrayList<>();
    for (Map.Entry<String, String> one : tags.entrySet()) {
      List<Manifest> manifests = new ArrayList<>();
      List<byte[]> configs = new ArrayList<>();
      for (int i = 0; i < entries.getOrDefault(one.getKey(), List.of()).size(); i++) {
        PlatformDocuments platform = documents.next();
        manifests.add(platform.manifest());
        configs.add(platform.config());
      }
      collect(
          one.getKey(),
          problems,
          () -> {
            Image image = Image.read(named.get(one.getKey()), manifests, configs);
            images.add(new TargetImage(one.getValue(), one.getKey(), image));
          });
    }
    check(problems);
    return images;
  }

  private void collect(String tag, List<String> problems, Steps.Action action) {
    try {
      action.run();
    } catch (IOException e) {
      problems.add(release.reference(tag) + ": " + e.getMessage());
    }
  }

  private static void check(List<String> problems) throws ReleaseException {
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Images cannot be combined, so no tag was moved. Publish them with captain:publish, and"
              + " with this version of the plugin:",
          problems);
    }
  }

  /** The documents of one platform. */
  private record PlatformDocuments(Manifest manifest, byte[] config) {}

  private PlatformDocuments read(String tag, Descriptor entry) throws ReleaseException {
    String platform = Printable.of(String.valueOf(entry.platform()));
    Registry registry = release.registry();
    Manifest manifest =
        step(
            tag,
            "reading the manifest for " + platform,
            () ->
                registry
                    .manifest(entry)
                    .orElseThrow(
                        () ->
                            new ContentException(
                                "the registry has no manifest " + entry.digest())));
    byte[] config =
        step(
            tag,
            "reading the config for " + platform,
            () ->
                registry.get(
                    manifest
                        .config()
                        .orElseThrow(() -> new IOException("the manifest has no config")),
                    Manifest.MAX_SIZE));
    return new PlatformDocuments(manifest, config);
  }

  private <T> T step(String tag, String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(release.reference(tag), doing, Steps.NO_TAG_MOVED, step);
  }

  /**
   * @param before what the tag of the combined image has referred to so far, or null
   */
  private CombineReport combine(List<TargetImage> sources, Image image, @Nullable Manifest before)
      throws ReleaseException {
    Map<String, Manifest> index = Map.of(tag(), image.index());
    boolean isTagged = image.index().isSame(before);
    if (!overwrite && before != null) {
      release.checkNotTaken(index, Map.of(tag(), before), "captain.tag");
    }
    AttestedImage attested = attested(sources, image);
    Attester attester = release.signatures().attester(List.of(attested));
    if (!dryRun) {
      signChecksums(sources);
    }
    Set<DescriptorDigest> missing = missing(image, isTagged);
    if (!dryRun) {
      send(image, missing);
    }
    if (!isTagged && !dryRun) {
      sign(index, attester, Steps.NO_TAG_MOVED);
      checkNothingChanged(sources, index);
      release.moveTags(index);
    }
    if (!dryRun) {
      sign(index, attester, Steps.TAGS_MOVED);
    }
    return report(sources, image, attested, before, missing);
  }

  /**
   * Returns the combined image with what is stated about it: the SBOMs of its targets, as far as
   * the key or one that is trusted has attested them, and of which images it was made; nothing, if
   * there is no key.
   */
  private AttestedImage attested(List<TargetImage> sources, Image image) throws ReleaseException {
    Signatures signatures = release.signatures();
    Set<Predicate> predicates = new LinkedHashSet<>();
    if (release.trust().signingKey() != null) {
      List<Callable<List<Predicate>>> reads = new ArrayList<>();
      for (TargetImage source : sources) {
        reads.add(() -> signatures.sboms(source.tag(), source.image().index(), Steps.NO_TAG_MOVED));
      }
      release.tasks().all(reads).forEach(predicates::addAll);
    }
    Builder builder = release.trust().builder();
    if (builder != null) {
      predicates.add(provenance(builder, sources, image));
    }
    return new AttestedImage(tag(), image.index(), List.copyOf(predicates));
  }

  private Predicate provenance(Builder builder, List<TargetImage> sources, Image image)
      throws ReleaseException {
    Map<String, String> annotations = image.annotations();
    if (!annotations.containsKey(Annotations.SOURCE)) {
      LOG.warn(
          "The provenance names no source repository, since the targets' images name none. Set"
              + " <scm><url> in the POM that they are published with.");
    }
    String name = release.repository().signedName() + ":";
    return builder
        .provenance(
            name + tag(),
            annotations.get(Annotations.SOURCE),
            annotations.get(Annotations.REVISION))
        .ofImages(
            sources.stream()
                .map(
                    source ->
                        new Provenance.BuiltImage(
                            source.target(),
                            name + source.tag(),
                            source.image().index().digest().getHash()))
                .toList());
  }

  /**
   * Writes the checksum files of the targets, which are read for that, and their signatures; none
   * without a key.
   */
  private void signChecksums(List<TargetImage> sources) throws ReleaseException {
    SigningKey key = release.trust().signingKey();
    if (key == null) {
      return;
    }
    for (TargetImage source : sources) {
      String name = ChecksumNames.of(release.name().flavor(), source.target());
      Path file = workDirectory.resolve(name);
      for (ImageLayer layer : source.image().layers()) {
        if (layer.descriptor().layerName().equals(name)) {
          byte[] content =
              step(source.tag(), "reading " + name, () -> checksums(name, layer.descriptor()));
          ChecksumBundle.write(file, content, key);
        }
      }
    }
  }

  private byte[] checksums(String name, Descriptor layer) throws IOException {
    byte[] bytes = release.registry().get(layer, ChecksumNames.MAX_SIZE);
    byte[] content = ChecksumNames.content(name, bytes);
    ChecksumNames.checkLines(content);
    return content;
  }

  /**
   * Looks up the configs, and the manifests of an image to which the tag refers already: a registry
   * may have deleted some of them, and the image would stay incomplete. If the tag moves, all
   * manifests go.
   */
  private Set<DescriptorDigest> missing(Image image, boolean isTagged) throws ReleaseException {
    Set<DescriptorDigest> missing = ConcurrentHashMap.newKeySet();
    Registry registry = release.registry();
    List<Callable<Boolean>> checks = new ArrayList<>();
    for (Blob config : image.configs()) {
      Descriptor descriptor = config.descriptor();
      checks.add(
          () ->
              step(tag(), "checking for a config", () -> registry.hasBlob(descriptor))
                  || missing.add(descriptor.digest()));
    }
    for (Manifest manifest : image.manifests()) {
      checks.add(
          () ->
              isTagged
                      && step(
                          tag(), "checking for a manifest", () -> registry.hasManifest(manifest))
                  || missing.add(manifest.digest()));
    }
    release.tasks().all(checks);
    return missing;
  }

  private void send(Image image, Set<DescriptorDigest> missing) throws ReleaseException {
    List<Callable<Blob>> configs = new ArrayList<>();
    for (Blob config : image.configs()) {
      if (missing.contains(config.descriptor().digest())) {
        configs.add(
            () ->
                step(
                    tag(),
                    "uploading a config",
                    () -> {
                      release.registry().pushBlob(config);
                      return config;
                    }));
      }
    }
    release.tasks().all(configs);
    List<Callable<Manifest>> manifests = new ArrayList<>();
    for (Manifest manifest : image.manifests()) {
      if (missing.contains(manifest.digest())) {
        manifests.add(() -> release.push(reference(), manifest));
      }
    }
    release.tasks().all(manifests);
  }

  /**
   * Looks up the tags again: another machine may have published a target, or combined, meanwhile.
   */
  private void checkNothingChanged(List<TargetImage> sources, Map<String, Manifest> index)
      throws ReleaseException {
    List<String> lookups = new ArrayList<>(sources.stream().map(TargetImage::tag).toList());
    if (!overwrite) {
      lookups.add(tag());
    }
    Map<String, Manifest> now = release.manifests(lookups);
    List<String> changed = new ArrayList<>();
    for (TargetImage source : sources) {
      Manifest before = source.image().index();
      Manifest named = now.get(source.tag());
      if (!before.isSame(named)) {
        changed.add(
            release.reference(source.tag())
                + ": it was "
                + before.digest()
                + ", and "
                + (named == null ? "no longer exists" : "is " + named.digest()));
      }
    }
    if (!changed.isEmpty()) {
      throw ReleaseException.of(
          "Images were published again while they were being combined, so "
              + reference()
              + " was not moved. Run the goal again when they are complete:",
          changed);
    }
    release.checkNotTaken(index, now, "captain.tag");
  }

  private void sign(Map<String, Manifest> index, Attester attester, String state)
      throws ReleaseException {
    release.signatures().sign(index, state);
    attester.attest(state);
  }

  private CombineReport report(
      List<TargetImage> sources,
      Image image,
      AttestedImage attested,
      @Nullable Manifest before,
      Set<DescriptorDigest> missing)
      throws ReleaseException {
    DescriptorDigest digest = image.index().digest();
    List<Platform> platforms = new ArrayList<>();
    for (int i = 0; i < image.platforms().size(); i++) {
      platforms.add(
          new Platform(
              image.platforms().get(i).toString(),
              part(image.manifests().get(i), missing),
              part(image.configs().get(i), missing)));
    }
    List<CombineReport.Layer> layers = new ArrayList<>();
    List<CombineReport.Source> targets = new ArrayList<>();
    for (TargetImage source : sources) {
      targets.add(
          new CombineReport.Source(
              release.reference(source.tag()),
              source.target(),
              source.image().index().descriptor()));
      for (ImageLayer layer : source.image().layers()) {
        layers.add(
            new CombineReport.Layer(
                layer.descriptor().layerName(),
                source.target(),
                layer.diffId(),
                new Part(layer.descriptor(), State.PRESENT)));
      }
    }
    return CombineReport.of(
        dryRun,
        release.repository().name(),
        release.name().tag(),
        release.name().flavor().name(),
        release.trust().signer(),
        new Report.NamedImage(TargetNames.COMBINED, reference(), digest),
        new Part(image.index().descriptor(), image.index().isSame(before) ? State.PRESENT : sent()),
        TagMove.of(digest, before == null ? null : before.digest()),
        platforms,
        layers,
        targets,
        attested.kinds());
  }

  private Part part(Blob blob, Set<DescriptorDigest> missing) {
    return new Part(
        blob.descriptor(), missing.contains(blob.descriptor().digest()) ? sent() : State.PRESENT);
  }

  private State sent() {
    return dryRun ? State.PLANNED : State.UPLOADED;
  }
}
