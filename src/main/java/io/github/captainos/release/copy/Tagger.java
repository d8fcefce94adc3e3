package io.github.captainos.release.copy;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.release.Job;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Signatures;
import io.github.captainos.release.Steps;
import io.github.captainos.report.TagMove;
import io.github.captainos.report.TagReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds a tag to all images of a release. */
public final class Tagger implements Job {
  private final Release release;
  private final @Nullable Setting newTag;
  private final boolean overwrite;
  private final boolean isUnsigned;
  private final boolean dryRun;

  /**
   * @param newTag the tag that the combined image gets; those of the targets begin with it
   * @param overwrite whether a tag that refers to another image is moved
   * @param isUnsigned whether the new tags of signed images may be unsigned
   * @param dryRun whether nothing is written
   */
  public Tagger(
      Release release,
      @Nullable Setting newTag,
      boolean overwrite,
      boolean isUnsigned,
      boolean dryRun) {
    this.release = release;
    this.newTag = newTag;
    this.overwrite = overwrite;
    this.isUnsigned = isUnsigned;
    this.dryRun = dryRun;
  }

  private ReleaseName newName() throws ReleaseException {
    if (newTag == null) {
      throw new ReleaseException(
          "Add -Dcaptain.newTag=v1.0.0 (or <newTag> in the plugin's configuration) with the tag that"
              + " the images get: none is set.");
    }
    return release.named(newTag);
  }

  @Override
  public List<String> check() throws ReleaseException {
    ReleaseName to = newName();
    return release.tags().values().stream()
        .map(target -> release.reference(to.tagOf(target)))
        .toList();
  }

  @Override
  public TagReport run() throws ReleaseException {
    ReleaseName to = newName();
    Map<String, String> tags = release.tags();
    Set<String> lookups = new LinkedHashSet<>();
    tags.forEach(
        (tag, target) -> {
          lookups.add(tag);
          lookups.add(to.tagOf(target));
        });
    try (Release open = release.open(dryRun ? Access.READ : Access.WRITE)) {
      open.connect(lookups.size());
      Map<String, Manifest> found = open.manifests(lookups);
      release.checkExist(tags.keySet(), found, "tagged");
      Map<String, Manifest> sources = new LinkedHashMap<>();
      Map<String, Manifest> images = new LinkedHashMap<>();
      tags.forEach(
          (tag, target) -> {
            Manifest image = found.get(tag);
            sources.put(tag, image);
            images.put(to.tagOf(target), image);
          });
      if (!overwrite) {
        release.checkNotTaken(images, found, "captain.newTag");
      }
      Signatures signatures = open.signatures();
      signatures.verifySources(sources, Steps.NO_TAG_MOVED);
      Map<String, Manifest> moves = new LinkedHashMap<>(images);
      moves.entrySet().removeIf(one -> one.getValue().isSame(found.get(one.getKey())));
      if (!isUnsigned) {
        signatures.checkStaySigned(moves);
      }
      if (!dryRun) {
        signatures.sign(images, Steps.NO_TAG_MOVED);
        release.moveTags(moves);
        signatures.sign(images, Steps.TAGS_MOVED);
      }
      return report(to, found);
    }
  }

  private TagReport report(ReleaseName to, Map<String, Manifest> found) throws ReleaseException {
    List<TagReport.Tag> tags = new ArrayList<>();
    release
        .tags()
        .forEach(
            (from, target) -> {
              String tag = to.tagOf(target);
              Manifest image = found.get(from);
              Manifest before = found.get(tag);
              tags.add(
                  new TagReport.Tag(
                      release.reference(tag),
                      target,
                      from,
                      tag,
                      image.descriptor(),
                      TagMove.of(image.digest(), before == null ? null : before.digest())));
            });
    return new TagReport(
        dryRun,
        release.repository().name(),
        to.tag(),
        to.flavor().name(),
        release.trust().signer(),
        tags);
  }
}
