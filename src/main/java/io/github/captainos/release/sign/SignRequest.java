package io.github.captainos.release.sign;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.signing.Trust;
import java.util.List;

/**
 * The settings of the goal {@code sign} without files.
 *
 * @param naming what determines the references
 * @param versioning what determines the tag of the images
 * @param targets the names of all targets
 * @param trust the key
 * @param unverified whether the key may sign what only the registry vouches for
 */
public record SignRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    List<String> targets,
    Trust trust,
    boolean unverified) {

  public SignRequest {
    targets = List.copyOf(targets);
  }
}
