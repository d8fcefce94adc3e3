package io.github.captainos.release.combine;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.reading.ImageDocuments;
import io.github.captainos.image.reading.VerifiedInputStream;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
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
  private record PlatformDocuments(Document manifest, Document config) {}

  /**
   * Reads the images.
   *
   * @param targets the targets' names
   * @param found the documents that tags refer to
   * @return the images, in the order of the targets
   * @throws ReleaseException if an image is missing, cannot be read or cannot be combined; one
   *     exception names all that are missing
   */
  List<TargetImage> images(List<String> targets, Map<String, Document> found)
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
          reference(target),
          () -> entries.put(target, ImageDocuments.entries(index(target, found))));
    }
    problems.check();
    List<Callable<PlatformDocuments>> reads = new ArrayList<>();
    entries.forEach(
        (target, platforms) -> platforms.forEach(entry -> reads.add(() -> read(target, entry))));
    Iterator<PlatformDocuments> documents = tags.threads().all(reads).iterator();
    List<TargetImage> images = new ArrayList<>();
    for (String target : targets) {
      List<Document> manifests = new ArrayList<>();
      List<Document> configs = new ArrayList<>();
      for (int i = 0; i < entries.getOrDefault(target, List.of()).size(); i++) {
        PlatformDocuments platform = documents.next();
        manifests.add(platform.manifest());
        configs.add(platform.config());
      }
      Document index = index(target, found);
      problems.collect(
          reference(target),
          () ->
              images.add(
                  new TargetImage(
                      target,
                      name.tagOf(target),
                      index,
                      new ImageDocuments(index, manifests, configs).content())));
    }
    problems.check();
    return images;
  }

  private Document index(String target, Map<String, Document> found) {
    return Objects.requireNonNull(found.get(name.tagOf(target)));
  }

  private String reference(String target) {
    return tags.repository().reference(name.tagOf(target));
  }

  private PlatformDocuments read(String target, Descriptor entry) throws ReleaseException {
    String platform = ImageDocuments.platform(entry);
    Document manifest = step(target, "reading the manifest for " + platform, () -> manifest(entry));
    Document config = step(target, "reading the config for " + platform, () -> config(manifest));
    return new PlatformDocuments(manifest, config);
  }

  private <T> T step(String target, String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference(target), doing, Steps.NO_TAG_MOVED, step);
  }

  private Document manifest(Descriptor entry) throws IOException {
    String digest = entry.digest().toString();
    Document manifest =
        tags.registry()
            .find(digest)
            .orElseThrow(() -> new RegistryException("the registry has no manifest " + digest));
    if (!manifest.descriptor().digest().equals(entry.digest())) {
      throw new RegistryException(
          "the registry sent the manifest " + manifest.descriptor().digest() + " for " + digest);
    }
    return manifest;
  }

  private Document config(Document manifest) throws IOException {
    Descriptor config = ImageDocuments.config(manifest);
    byte[] bytes = tags.registry().read(config, in -> VerifiedInputStream.readAll(in, config));
    return Document.of(config.mediaType(), bytes);
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
