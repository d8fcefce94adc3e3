package io.github.captainos.report;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a goal did, or with {@code dryRun} would have done: a record whose components are the fields
 * of its JSON file, as {@link JsonReport} writes them.
 */
public interface Report {

  /** Returns the goal. */
  Goal goal();

  /** Returns whether nothing was written to the registry. */
  default boolean dryRun() {
    return false;
  }

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
   * @param digest the digest that the tag refers to
   */
  record NamedImage(String target, String reference, DescriptorDigest digest) {}

  /**
   * Returns the lines of the recap at the end of the goal's log.
   *
   * @param json the path of the JSON file, for people; empty if there is none
   */
  List<String> recap(String json);

  /** Returns release notes in Markdown; empty if the goal has none. */
  default Optional<String> notes() {
    return Optional.empty();
  }

  /** Returns the workflow outputs other than those of the images: names to values. */
  default Map<String, String> outputs() {
    return Map.of();
  }
}
