package io.github.captainos.release.copy;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.report.progress.Progress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the goal {@code copy}.
 *
 * @param from what determines the references of the source
 * @param to what determines the references of the destination
 * @param versioning what determines the tag that the images have
 * @param targets the names of all targets
 * @param newTag the tag that the combined image gets at the destination, or null for the one that
 *     it has
 * @param trust the signatures that are demanded, and what the images are signed with
 * @param overwrite whether a tag of the destination that refers to another image is moved
 * @param dryRun whether nothing is written
 * @param referrers whether what refers to the images is copied, too, such as signatures
 * @param progress shows the progress of layers; it is closed at the end
 */
public record CopyRequest(
    RepositorySettings from,
    RepositorySettings to,
    ReleaseVersion versioning,
    List<String> targets,
    @Nullable Setting newTag,
    Trust trust,
    boolean overwrite,
    boolean dryRun,
    boolean referrers,
    Progress progress) {

  public CopyRequest {
    targets = List.copyOf(targets);
  }
}
