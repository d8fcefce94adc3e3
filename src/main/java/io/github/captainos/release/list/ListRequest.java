package io.github.captainos.release.list;

import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the goal {@code list}.
 *
 * @param naming what determines the repository
 * @param flavor the flavor of the releases, or null for all
 * @param targets the names of all targets
 * @param limit how many releases are read at most
 */
public record ListRequest(
    RepositorySettings naming, @Nullable Setting flavor, List<String> targets, int limit) {

  public ListRequest {
    targets = List.copyOf(targets);
  }
}
