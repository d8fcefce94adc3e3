package io.github.captainos.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a goal did, or with {@code dryRun} would have done, for all forms of output. */
public interface Report {

  /** Returns the goal. */
  Goal goal();

  /** Returns whether nothing was written to the registry. */
  boolean dryRun();

  /** Returns the repository of the images, {@code registry/repository/artifactName}. */
  String repository();

  /**
   * Returns the tag of the release, with which all tags of its images begin; null if the report is
   * about all releases.
   */
  @Nullable String tag();

  /** Returns the flavor of the release, which follows the tag in its images' tags; or null. */
  @Nullable String flavor();

  /**
   * Returns the images, the combined image last; none if the report is about all releases, else at
   * least one.
   */
  List<NamedImage> names();

  /**
   * An image with its reference.
   *
   * @param target the target's name, or {@code both}
   * @param reference {@code registry/repository/artifactName:tag}
   * @param digest the digest that the tag refers to, as {@code sha256:…}
   */
  record NamedImage(String target, String reference, String digest) {}

  /** Returns the lines of the recap at the end of the goal's log. */
  List<String> recap();

  /**
   * Returns the fields of the JSON report that are specific to this goal: names to maps, lists,
   * strings, integers and null.
   */
  Map<String, @Nullable Object> toJson();

  /** Returns the summary for the page of a workflow run. */
  Summary summary();

  /** Returns release notes in Markdown; empty if the goal has none. */
  default Optional<String> notes() {
    return Optional.empty();
  }

  /** Returns the workflow outputs other than those of the images: names to values. */
  default Map<String, String> outputs() {
    return Map.of();
  }
}
