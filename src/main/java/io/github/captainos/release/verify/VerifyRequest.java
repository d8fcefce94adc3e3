package io.github.captainos.release.verify;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.signing.Trust;
import java.util.List;

/**
 * The settings of the goal {@code verify}.
 *
 * @param naming what determines the references
 * @param versioning what determines the tag of the images
 * @param targets the names of all targets
 * @param trust the signatures that are demanded
 */
public record VerifyRequest(
    RepositorySettings naming, ReleaseVersion versioning, List<String> targets, Trust trust) {

  public VerifyRequest {
    targets = List.copyOf(targets);
  }
}
