package io.github.captainos.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tag-all} did, or with {@code dryRun} would have done.
 *
 * @param dryRun whether nothing was written
 * @param image {@code registry/repository/artifactName}
 * @param tags the tags, in the order in which they moved
 */
public record TagReport(boolean dryRun, String image, List<Tag> tags) {

  public TagReport {
    tags = List.copyOf(tags);
  }

  /**
   * A tag.
   *
   * @param from the tag that there was
   * @param to the new tag
   * @param digest what both name, as {@code sha256:…}
   * @param replacedDigest what the new tag named before, where that was something else
   * @param unchanged whether the new tag named it already
   */
  public record Tag(
      String from, String to, String digest, @Nullable String replacedDigest, boolean unchanged) {}
}
