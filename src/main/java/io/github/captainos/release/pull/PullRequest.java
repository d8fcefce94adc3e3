package io.github.captainos.release.pull;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.report.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the goal {@code pull}.
 *
 * @param naming what determines the reference
 * @param versioning what determines the tag
 * @param targets the names of all targets
 * @param target which image: the name of a target, {@code both} or {@code combined}
 * @param platform which entry of an index, as {@code os/architecture[/variant]}, or null for this
 *     machine's
 * @param digest the digest that the image must have, or null
 * @param trust the signatures that are demanded
 * @param files patterns of the files to pull, separated by commas; null for all
 * @param output the directory for the files
 * @param maxUnpackedSize how many bytes all layers may unpack to together, with the copies that are
 *     written in the place of links
 * @param links how symbolic links are written: {@code symbolic} or {@code copy}
 * @param progress shows the progress of downloads; it is closed at the end
 */
public record PullRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    List<String> targets,
    Setting target,
    @Nullable Setting platform,
    @Nullable Setting digest,
    Trust trust,
    @Nullable Setting files,
    Path output,
    long maxUnpackedSize,
    Setting links,
    Progress progress) {

  public PullRequest {
    targets = List.copyOf(targets);
  }
}
