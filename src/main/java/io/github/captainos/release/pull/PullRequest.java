package io.github.captainos.release.pull;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.report.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be pulled, as the user set it.
 *
 * @param naming what the reference is made of
 * @param versioning what decides the tag
 * @param targets the names of all targets
 * @param target which image: the name of a target, {@code both} or {@code combined}
 * @param platform which entry of an index, as {@code os/architecture[/variant]}, or null for this
 *     machine's
 * @param output the directory for the files
 * @param maxUnpackedSize how many bytes a compressed layer may unpack to
 * @param progress is told how far the downloads are, and closed at the end
 */
public record PullRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    List<String> targets,
    Setting target,
    @Nullable Setting platform,
    Path output,
    long maxUnpackedSize,
    Progress progress) {

  public PullRequest {
    targets = List.copyOf(targets);
  }
}
