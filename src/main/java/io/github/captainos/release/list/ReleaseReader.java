package io.github.captainos.release.list;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.content.Completeness;
import io.github.captainos.release.content.ContentReport;
import io.github.captainos.release.content.ImageFacts;
import io.github.captainos.release.content.ImageReader;
import io.github.captainos.release.content.LayerFiles;
import io.github.captainos.release.content.PlatformManifest;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.look.ListedRelease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the images of releases: their manifests, and configs where these are needed.
 *
 * @param repository the repository
 * @param registry the opened repository
 * @param targets the names of all targets
 * @param threads runs the requests
 */
record ReleaseReader(
    Repository repository, Registry registry, List<String> targets, Tasks threads) {

  /**
   * An image that was read.
   *
   * @param group its release
   * @param target its target
   * @param manifest its manifest; null if it cannot be read, or does not exist any more
   * @param facts what is said of it as a whole; null as well
   * @param problem why it cannot be read, or null
   */
  private record Read(
      TagGroups.Group group,
      String target,
      @Nullable PlatformManifest manifest,
      @Nullable ImageFacts facts,
      @Nullable String problem) {}

  /** Reads all images of releases, several at a time. */
  List<ListedRelease> read(List<TagGroups.Group> groups) throws ReleaseException {
    List<Callable<Read>> reads = new ArrayList<>();
    for (TagGroups.Group group : groups) {
      group.targets().forEach(target -> reads.add(() -> read(group, target)));
    }
    Map<String, List<Read>> byRelease = new LinkedHashMap<>();
    groups.forEach(group -> byRelease.put(group.tag(), new ArrayList<>()));
    for (Read read : threads.all(reads)) {
      Objects.requireNonNull(byRelease.get(read.group().tag())).add(read);
    }
    return byRelease.entrySet().stream().map(one -> release(one.getKey(), one.getValue())).toList();
  }

  private Read read(TagGroups.Group group, String target) throws ReleaseException {
    String tag = new ReleaseName(group.tag(), Flavor.NONE).tagOf(target);
    ImageReader reader = new ImageReader(repository.reference(tag), registry);
    try {
      Optional<Manifest> named = reader.find(tag);
      if (named.isEmpty()) {
        return new Read(group, target, null, null, null);
      }
      PlatformManifest manifest =
          reader.manifest(named.get(), PlatformManifest.choice(reader.reference(), null));
      return new Read(group, target, manifest, reader.facts(manifest), null);
    } catch (ReleaseException e) {
      if (!Steps.isOfContent(e)) {
        throw e;
      }
      // one tag may be of something broken, or else than an image, which is no reason to list none
      return new Read(group, target, null, null, e.getMessage());
    }
  }

  private ListedRelease release(String tag, List<Read> reads) {
    Map<String, PlatformManifest> images = new LinkedHashMap<>();
    for (String target : TargetNames.withCombined(targets)) {
      for (Read read : reads) {
        if (read.target().equals(target) && read.manifest() != null) {
          images.put(target, read.manifest());
        }
      }
    }
    ImageFacts facts = facts(reads);
    return new ListedRelease(
        tag,
        flavor(tag, images),
        facts == null ? null : facts.created(),
        facts == null ? null : facts.revision(),
        ContentReport.release(
            repository,
            new ReleaseName(tag, Flavor.NONE),
            images,
            Completeness.of(targets, images)),
        reads.stream().flatMap(read -> Stream.ofNullable(read.problem())).toList());
  }

  /** Returns the facts of the combined image, or else those of the first of a target. */
  private static @Nullable ImageFacts facts(List<Read> reads) {
    Stream<Read> combinedFirst =
        Stream.concat(
            reads.stream().filter(read -> TargetNames.isCombined(read.target())), reads.stream());
    return combinedFirst.flatMap(read -> Stream.ofNullable(read.facts())).findFirst().orElse(null);
  }

  /** Returns the flavor in the names of the checksum files, if the tag ends with it. */
  private @Nullable String flavor(String tag, Map<String, PlatformManifest> images) {
    return images.values().stream()
        .flatMap(image -> image.layers().stream())
        .flatMap(layer -> Stream.ofNullable(LayerFiles.nameOf(layer)))
        .flatMap(name -> targets.stream().map(target -> ChecksumNames.flavor(name, target)))
        .flatMap(Optional::stream)
        .filter(flavor -> tag.endsWith("-" + flavor))
        .findFirst()
        .orElse(null);
  }
}
