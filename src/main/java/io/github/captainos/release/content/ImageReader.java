package io.github.captainos.release.content;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an image holds: its manifests, its config and its checksum files.
 *
 * @param reference the image, for messages
 * @param registry where it is
 */
public record ImageReader(String reference, Registry registry) {
  private static final byte[] NONE = {};

  /** An image of Captain has one for each target. */
  private static final int MOST_CHECKSUM_FILES = 100;

  /** Each costs a request, which registries count as a pull. */
  private static final int MOST_PLATFORMS = 15;

  /**
   * Looks up what a tag refers to.
   *
   * @throws ReleaseException if the request fails
   */
  public Optional<Manifest> find(String tag) throws ReleaseException {
    return step("looking up the tag", () -> registry.manifest(tag));
  }

  /**
   * Reads its manifest.
   *
   * @param named what its tag refers to
   * @param choice chooses a platform, if there are several
   * @throws ReleaseException if a request fails, or if it is no image
   */
  public PlatformManifest manifest(Manifest named, PlatformManifest.Choice choice)
      throws ReleaseException {
    return PlatformManifest.of(reference, named, choice, registry, Steps.NOTHING_CHANGED);
  }

  /**
   * Returns whether all platforms of an image have the layers of one of them, as those of Captain's
   * images do; null if it has so many that they are not read, or if one is an index that is not.
   *
   * @param image the manifest for one platform
   * @param threads runs the requests
   * @throws ReleaseException if a request fails
   */
  public @Nullable Boolean sharesLayers(PlatformManifest image, Tasks threads)
      throws ReleaseException {
    List<Descriptor> others =
        PlatformManifest.images(image.entries()).stream()
            .filter(entry -> !entry.digest().equals(image.manifest().digest()))
            .toList();
    if (others.size() > MOST_PLATFORMS) {
      return null;
    }
    List<Callable<Optional<Boolean>>> comparisons =
        others.stream()
            .<Callable<Optional<Boolean>>>map(
                entry ->
                    () -> step("getting the manifests", () -> hasLayers(entry, image.layers())))
            .toList();
    List<Optional<Boolean>> results = threads.all(comparisons);
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
    Optional<Manifest> manifest = registry.manifest(entry);
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
  public ImageFacts facts(PlatformManifest image) throws ReleaseException {
    ImageFacts facts = step("reading the annotations", () -> ImageFacts.of(image, NONE));
    return facts.created() == null ? factsOfConfig(image) : facts;
  }

  private ImageFacts factsOfConfig(PlatformManifest image) throws ReleaseException {
    return step("reading the config", () -> ImageFacts.of(image, config(image.manifest())));
  }

  /** Returns the bytes of the config; none if there is no config, as other programs publish it. */
  private byte[] config(Manifest manifest) throws IOException {
    Optional<Descriptor> config = manifest.config();
    return config.isEmpty() ? NONE : registry.get(config.get(), Manifest.MAX_SIZE);
  }

  /**
   * Returns what it holds.
   *
   * @param image its manifest
   * @param threads runs the requests
   * @throws ReleaseException if a request fails
   */
  public ImageDescription describe(PlatformManifest image, Tasks threads) throws ReleaseException {
    ChecksumFiles checksums = new ChecksumFiles(reference);
    List<Descriptor> files =
        image.layers().stream().filter(checksums::isOne).limit(MOST_CHECKSUM_FILES).toList();
    List<Callable<byte[]>> reads =
        files.stream()
            .<Callable<byte[]>>map(
                layer ->
                    () ->
                        step(
                            "reading the checksums",
                            () -> registry.get(layer, ChecksumFiles.LARGEST)))
            .toList();
    ImageFacts facts = factsOfConfig(image);
    List<byte[]> contents = threads.all(reads);
    for (int i = 0; i < files.size(); i++) {
      checksums.add(files.get(i), contents.get(i));
    }
    return new ImageDescription(image, facts, LayerFiles.of(image.layers(), checksums.checksums()));
  }

  private <T> T step(String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference, doing, Steps.NOTHING_CHANGED, step);
  }
}
