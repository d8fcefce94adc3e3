package io.github.captainos.release.combine;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.ContentException;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Reads the images of targets: their manifests and configs, and none of their layers.
 *
 * @param name the name of the release
 * @param tags the repository
 */
record TargetReading(ReleaseName name, TagLookup tags) {

  /** The documents of one platform. */
  private record PlatformDocuments(Manifest manifest, byte[] config) {}

  /**
   * Reads the images.
   *
   * @param targets the targets' names
   * @param found the documents that tags refer to
   * @return the images, in the order of the targets
   * @throws ReleaseException if an image is missing, cannot be read or cannot be combined; one
   *     exception names all that are missing
   */
  List<TargetImage> images(List<String> targets, Map<String, Manifest> found)
      throws ReleaseException {
    TagLookup.checkAllExist(
        targets.stream().map(name::tagOf).toList(),
        found,
        tags.repository(),
        "Images to be combined do not exist, so no tag was moved. Publish them first, set"
            + " captain.tag to a tag that they all have, or <targets> (or captain.targets) to"
            + " those that were published:");
    Map<String, List<Descriptor>> entries = new LinkedHashMap<>();
    Problems problems = new Problems();
    for (String target : targets) {
      problems.collect(
          reference(target), () -> entries.put(target, Image.entries(index(target, found))));
    }
    problems.check();
    List<Callable<PlatformDocuments>> reads = new ArrayList<>();
    entries.forEach(
        (target, platforms) -> platforms.forEach(entry -> reads.add(() -> read(target, entry))));
    Iterator<PlatformDocuments> documents = tags.threads().all(reads).iterator();
    List<TargetImage> images = new ArrayList<>();
    for (String target : targets) {
      List<Manifest> manifests = new ArrayList<>();
      List<byte[]> configs = new ArrayList<>();
      for (int i = 0; i < entries.getOrDefault(target, List.of()).size(); i++) {
        PlatformDocuments platform = documents.next();
        manifests.add(platform.manifest());
        configs.add(platform.config());
      }
      problems.collect(
          reference(target),
          () -> {
            Image image = Image.read(index(target, found), manifests, configs);
            images.add(new TargetImage(target, name.tagOf(target), image));
          });
    }
    problems.check();
    return images;
  }

  private Manifest index(String target, Map<String, Manifest> found) {
    return Objects.requireNonNull(found.get(name.tagOf(target)));
  }

  private String reference(String target) {
    return tags.repository().reference(name.tagOf(target));
  }

  private PlatformDocuments read(String target, Descriptor entry) throws ReleaseException {
    String platform = Printable.of(String.valueOf(entry.platform()));
    Manifest manifest = step(target, "reading the manifest for " + platform, () -> manifest(entry));
    byte[] config = step(target, "reading the config for " + platform, () -> config(manifest));
    return new PlatformDocuments(manifest, config);
  }

  private <T> T step(String target, String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference(target), doing, Steps.NO_TAG_MOVED, step);
  }

  private Manifest manifest(Descriptor entry) throws IOException {
    return tags.registry()
        .manifest(entry)
        .orElseThrow(() -> new ContentException("the registry has no manifest " + entry.digest()));
  }

  private byte[] config(Manifest manifest) throws IOException {
    Descriptor config =
        manifest.config().orElseThrow(() -> new IOException("the manifest has no config"));
    return tags.registry().get(config, Manifest.MAX_SIZE);
  }

  /** The images that cannot be combined, each with the reason. */
  private static final class Problems {
    private final List<String> problems = new ArrayList<>();

    private void collect(String reference, Steps.Action action) {
      try {
        action.run();
      } catch (IOException e) {
        problems.add(reference + ": " + e.getMessage());
      }
    }

    private void check() throws ReleaseException {
      if (!problems.isEmpty()) {
        throw ReleaseException.of(
            "Images cannot be combined, so no tag was moved. Publish them with captain:publish, and"
                + " with this version of the plugin:",
            problems);
      }
    }
  }
}
