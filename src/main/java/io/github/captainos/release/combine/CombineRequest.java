package io.github.captainos.release.combine;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.signing.Trust;
import java.util.List;

/**
 * The settings of the goal {@code combine}.
 *
 * @param naming what determines the references
 * @param versioning what determines the tag of the combined image
 * @param targets the names of all targets, in the order of their layers in the combined image
 * @param trust the signatures that are demanded, and what the images are signed with
 * @param overwrite whether a tag that refers to another image is moved
 * @param dryRun whether nothing is written
 */
public record CombineRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    List<String> targets,
    Trust trust,
    boolean overwrite,
    boolean dryRun) {

  public CombineRequest {
    targets = List.copyOf(targets);
  }
}
