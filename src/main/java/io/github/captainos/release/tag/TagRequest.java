package io.github.captainos.release.tag;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.Trust;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the goal {@code tag-all}.
 *
 * @param naming what determines the references
 * @param versioning what determines the tag that the images have
 * @param targets the names of all targets
 * @param newTag the tag that the combined image gets; those of the targets begin with it
 * @param trust the signatures that are demanded, and what the images are signed with
 * @param overwrite whether a tag that refers to another image is moved
 * @param dryRun whether nothing is written
 */
public record TagRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    List<String> targets,
    @Nullable Setting newTag,
    Trust trust,
    boolean overwrite,
    boolean dryRun) {

  public TagRequest {
    targets = List.copyOf(targets);
  }
}
