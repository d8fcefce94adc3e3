package io.github.captainos.release.diff;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.Trust;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the goal {@code diff}.
 *
 * @param naming what determines the references
 * @param versioning what determines the tag of the first release
 * @param withTag the tag of the second release, or null if it is not set
 * @param targets the names of all targets
 * @param target which image: the name of a target, {@code both} or {@code combined}
 * @param platform which entry of an index, as {@code os/architecture[/variant]}, or null for this
 *     machine's
 * @param trust the signatures that are demanded
 */
public record DiffRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    @Nullable Setting withTag,
    List<String> targets,
    Setting target,
    @Nullable Setting platform,
    Trust trust) {

  public DiffRequest {
    targets = List.copyOf(targets);
  }
}
