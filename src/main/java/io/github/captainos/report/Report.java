package io.github.captainos.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a goal did, or with {@code dryRun} would have done, in all forms that it is told in. */
public sealed interface Report permits PublishReport, PullReport, TagReport {

  /** Returns the goal. */
  Goal goal();

  /** Returns whether nothing was written to the registry. */
  boolean dryRun();

  /** Returns {@code registry/repository/artifactName}, which the images are in. */
  String repository();

  /** Returns the tag of the combined image; those of the targets begin with it. */
  String tag();

  /** Returns the images, at least one, the combined one last. */
  List<NamedImage> names();

  /**
   * An image as it can be asked for.
   *
   * @param target the target's name, or {@code both}
   * @param reference {@code registry/repository/artifactName:tag}
   * @param digest what the tag names, as {@code sha256:…}
   */
  record NamedImage(String target, String reference, String digest) {}

  /** Returns the lines that end the goal's log, one fact each. */
  List<String> recap();

  /**
   * Returns what the JSON report says of this goal alone: names to maps, lists, strings, whole
   * numbers and null.
   */
  Map<String, @Nullable Object> toJson();

  /** Returns what people see on the page of a workflow's run. */
  Summary summary();

  /** Returns what a workflow may want to know besides the images: names to values. */
  default Map<String, String> outputs() {
    return Map.of();
  }
}
