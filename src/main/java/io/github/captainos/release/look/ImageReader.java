package io.github.captainos.release.look;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.PlatformManifest;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Steps;
import io.github.captainos.release.TargetNames;
import io.github.captainos.report.FoundRelease;
import io.github.captainos.report.InspectReport.File;
import io.github.captainos.report.InspectReport.Layer;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an image holds: its manifests, its config and its checksum files.
 *
 * @param reference the image, for messages
 * @param release the open release
 */
record ImageReader(String reference, Release release) {
  private static final byte[] NONE = {};

  /** An image of Captain has one for each target. */
  private static final int MAX_CHECKSUM_FILES = 100;

  /** Each costs a request, which registries count as a pull. */
  private static final int MAX_PLATFORMS = 15;

  /**
   * What the documents of an image say of it as a whole.
   *
   * @param annotations the annotations of its index and its manifest, and the labels of its config;
   *     the first of these that has a key counts
   * @param created when it was created, or null if they do not say so
   */
  record Facts(Map<String, String> annotations, @Nullable Instant created) {

    /** Returns the commit that it was built from, or null if the annotations do not name it. */
    @Nullable String revision() {
      return annotations.get(Annotations.REVISION);
    }
  }

  /**
   * Reads its manifest.
   *
   * @param named what its tag refers to
   * @param choice chooses a platform, if there are several
   * @throws ReleaseException if a request fails, or if it is no image
   */
  PlatformManifest manifest(Manifest named, PlatformManifest.Choice choice)
      throws ReleaseException {
    return PlatformManifest.of(reference, named, choice, registry(), Steps.NOTHING_CHANGED);
  }

  private Registry registry() {
    return release.registry();
  }

  /**
   * Returns whether all platforms of an image have the layers of one of them, as those of Captain's
   * images do; null if it has so many that they are not read, or if one is an index that is not.
   *
   * @param image the manifest for one platform
   * @throws ReleaseException if a request fails
   */
  @Nullable Boolean sharesLayers(PlatformManifest image) throws ReleaseException {
    List<Callable<Optional<Boolean>>> comparisons = new ArrayList<>();
    for (Descriptor entry : PlatformManifest.images(image.entries())) {
      if (!entry.digest().equals(image.manifest().digest())) {
        comparisons.add(
            () -> step("getting the manifests", () -> hasLayers(entry, image.layers())));
      }
    }
    if (comparisons.size() > MAX_PLATFORMS) {
      return null;
    }
    List<Optional<Boolean>> results = release.tasks().all(comparisons);
    if (results.contains(Optional.of(false))) {
      return false;
    }
    return results.contains(Optional.<Boolean>empty()) ? null : true;
  }

  /**
   * Returns whether an entry has these layers; empty for an index. A manifest that is missing, as
   * in incomplete copies, has no layers.
   */
  private Optional<Boolean> hasLayers(Descriptor entry, List<Descriptor> layers)
      throws IOException {
    Optional<Manifest> manifest = registry().manifest(entry);
    if (manifest.isEmpty()) {
      return Optional.of(false);
    }
    return manifest.get().isIndex()
        ? Optional.empty()
        : Optional.of(manifest.get().entries().equals(layers));
  }

  /**
   * Returns what its index and its manifest say of it as a whole; if these do not say when it was
   * created, also what its config says.
   *
   * @throws ReleaseException if a request fails
   */
  Facts facts(PlatformManifest image) throws ReleaseException {
    Facts facts = step("reading the annotations", () -> facts(image, NONE));
    return facts.created() == null ? allFacts(image) : facts;
  }

  /**
   * Returns what its index, its manifest and its config say of it as a whole.
   *
   * @throws ReleaseException if a request fails
   */
  Facts allFacts(PlatformManifest image) throws ReleaseException {
    return step("reading the config", () -> facts(image, config(image.manifest())));
  }

  /** Returns the bytes of the config; none if there is no config, as other programs publish it. */
  private byte[] config(Manifest manifest) throws IOException {
    Optional<Descriptor> config = manifest.config();
    return config.isEmpty() ? NONE : registry().get(config.get(), Manifest.MAX_SIZE);
  }

  private static Facts facts(PlatformManifest image, byte[] config) throws IOException {
    JsonNode json = json(config);
    Map<String, String> annotations =
        new TreeMap<>(Descriptor.annotations(json.path("config").path("Labels")));
    annotations.putAll(image.manifest().annotations());
    annotations.putAll(image.named().annotations());
    Instant created = instant(annotations.getOrDefault(Annotations.CREATED, ""));
    return new Facts(
        annotations, created != null ? created : instant(json.path("created").asText()));
  }

  /** A config of another kind than that of images may be anything. */
  private static JsonNode json(byte[] config) {
    try {
      return Json.readStrictly(config);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Returns its layers with their files, from the lowest to the topmost, for which the checksum
   * files are read.
   *
   * @param image its manifest
   * @throws ReleaseException if a request fails
   */
  List<Layer> layers(PlatformManifest image) throws ReleaseException {
    ChecksumFiles checksums = new ChecksumFiles(reference);
    List<Descriptor> files =
        image.layers().stream().filter(checksums::isOne).limit(MAX_CHECKSUM_FILES).toList();
    List<Callable<byte[]>> reads = new ArrayList<>();
    for (Descriptor file : files) {
      reads.add(
          () -> step("reading the checksums", () -> registry().get(file, ChecksumNames.MAX_SIZE)));
    }
    List<byte[]> contents = release.tasks().all(reads);
    for (int i = 0; i < files.size(); i++) {
      checksums.add(files.get(i), contents.get(i));
    }
    Map<String, Map<String, String>> sums = checksums.checksums();
    return image.layers().stream().map(layer -> layer(layer, sums)).toList();
  }

  /**
   * Assigns files to a layer.
   *
   * @param sums the digests of files by their paths, for each first component of the paths
   */
  private static Layer layer(Descriptor layer, Map<String, Map<String, String>> sums) {
    String name = nameOf(layer);
    String compression = compression(layer.mediaType());
    if (name == null) {
      return new Layer(null, compression, layer, false, List.of());
    }
    Map<String, String> own = sums.getOrDefault(name, Map.of());
    if (own.isEmpty() || own.containsKey(name)) {
      File file = new File(name, layer.size(), own.get(name), compression, layer);
      return new Layer(name, compression, layer, false, List.of(file));
    }
    List<File> files = new ArrayList<>();
    own.forEach((path, sum) -> files.add(new File(path, null, sum, compression, layer)));
    return new Layer(name, compression, layer, true, files);
  }

  /** Returns the name of a layer's file or directory; null if the layer has no title. */
  static @Nullable String nameOf(Descriptor layer) {
    return layer.annotations().containsKey(Annotations.TITLE) ? layer.layerName() : null;
  }

  private static @Nullable String compression(String mediaType) {
    if (mediaType.endsWith("+gzip") || mediaType.endsWith(".tar.gzip")) {
      return "gzip";
    }
    if (mediaType.endsWith("+zstd") || mediaType.endsWith(".tar.zstd")) {
      return "zstd";
    }
    return mediaType.endsWith(".tar") ? "none" : null;
  }

  private <T> T step(String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference, doing, Steps.NOTHING_CHANGED, step);
  }

  /**
   * Returns the images of a release, and whether it has all of them.
   *
   * @param targets the names of all targets
   * @param images the manifest of each image that there is, by its target
   * @param references returns the reference of the image of a target
   */
  static FoundRelease release(
      List<String> targets,
      Map<String, PlatformManifest> images,
      Function<String, String> references) {
    PlatformManifest combined = images.get(TargetNames.COMBINED);
    Set<DescriptorDigest> all = combined == null ? Set.of() : digests(combined);
    Set<DescriptorDigest> ofTargets = new HashSet<>();
    List<String> missing = new ArrayList<>();
    List<String> newer = new ArrayList<>();
    List<FoundRelease.Image> found = new ArrayList<>();
    for (String target : TargetNames.withCombined(targets)) {
      PlatformManifest image = images.get(target);
      if (image == null) {
        missing.add(target);
        continue;
      }
      found.add(
          new FoundRelease.Image(references.apply(target), target, image.named().descriptor()));
      if (!TargetNames.isCombined(target)) {
        ofTargets.addAll(digests(image));
      }
      if (combined != null && !all.containsAll(digests(image)) && !isOlder(image, combined)) {
        newer.add(target);
      }
    }
    boolean hasOtherLayers = missing.isEmpty() && !all.equals(ofTargets);
    return FoundRelease.of(missing, hasOtherLayers, newer, found);
  }

  private static boolean isOlder(PlatformManifest image, PlatformManifest other) {
    try {
      Instant created = facts(image, NONE).created();
      Instant otherCreated = facts(other, NONE).created();
      return created != null && otherCreated != null && created.isBefore(otherCreated);
    } catch (IOException e) {
      return false; // its manifest was read before, so there is none
    }
  }

  private static Set<DescriptorDigest> digests(PlatformManifest image) {
    return image.layers().stream().map(Descriptor::digest).collect(Collectors.toSet());
  }
}
