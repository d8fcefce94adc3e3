package io.github.captainos.release.tag;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be tagged, as the user set it.
 *
 * @param naming what the references are made of
 * @param versioning what decides the tag that the images have
 * @param targets the names of all targets
 * @param newTag the tag that the combined image gets; those of the targets begin with it
 * @param overwrite whether a tag that names something else is moved
 * @param dryRun whether all stops before the first write
 */
public record TagRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    List<String> targets,
    @Nullable Setting newTag,
    boolean overwrite,
    boolean dryRun) {

  public TagRequest {
    targets = List.copyOf(targets);
  }
}
