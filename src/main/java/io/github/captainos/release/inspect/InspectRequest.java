package io.github.captainos.release.inspect;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.Trust;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the goal {@code inspect}.
 *
 * @param naming what determines the reference
 * @param versioning what determines the tag
 * @param targets the names of all targets
 * @param target which image: the name of a target, {@code both} or {@code combined}
 * @param platform which entry of an index, as {@code os/architecture[/variant]}, or null for this
 *     machine's
 * @param trust the signatures that are demanded
 */
public record InspectRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    List<String> targets,
    Setting target,
    @Nullable Setting platform,
    Trust trust) {

  public InspectRequest {
    targets = List.copyOf(targets);
  }
}
