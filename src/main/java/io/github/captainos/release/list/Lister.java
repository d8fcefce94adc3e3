package io.github.captainos.release.list;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.look.ListReport;
import io.github.captainos.report.look.ListedRelease;
import java.util.Comparator;
import java.util.List;

/** Lists the releases of a repository, and which of them are complete. */
public final class Lister {
  private static final Comparator<ListedRelease> NEWEST_FIRST =
      Comparator.comparing(ListedRelease::created, Comparator.nullsLast(Comparator.reverseOrder()));

  private Lister() {}

  /**
   * Lists what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid, if the repository does not exist, or if a
   *     request fails
   */
  public static ListReport list(ListRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    List<String> targets = request.targets();
    TargetNames.check(targets);
    Flavor flavor = Flavor.of(request.flavor(), targets);
    try (Tasks threads = new Tasks(request.naming().connecting().parallelism());
        Registry registry = repository.open(Access.READ)) {
      List<String> tags =
          Steps.step(repository.name(), "listing the tags", Steps.NOTHING_CHANGED, registry::tags)
              .orElseThrow(
                  () ->
                      new ReleaseException(
                          "There is no repository "
                              + repository.name()
                              + ". Set captain.repository, captain.artifactName and"
                              + " captain.registry to where the images are."));
      List<TagGroups.Group> groups = TagGroups.of(tags, targets, flavor.name());
      int count = Math.min(groups.size(), request.limit());
      List<ListedRelease> releases =
          new ReleaseReader(repository, registry, targets, threads)
              .read(groups.subList(0, count)).stream()
                  .filter(release -> isOf(flavor, release))
                  .toList();
      return new ListReport(
          repository.name(),
          flavor.name(),
          targets,
          request.limit(),
          releases.stream().sorted(NEWEST_FIRST).toList(),
          notRead(groups.subList(count, groups.size())));
    }
  }

  /** A tag that ends with {@code -pi} may also be one of the flavor {@code raspberry-pi}. */
  private static boolean isOf(Flavor flavor, ListedRelease release) {
    return flavor.name() == null
        || release.flavor() == null
        || flavor.name().equals(release.flavor());
  }

  /** Returns the tags of releases: first names such as {@code latest}, of which there are few. */
  private static List<String> notRead(List<TagGroups.Group> groups) {
    return groups.stream()
        .sorted(Comparator.comparing(group -> group.order().isName() ? 0 : 1))
        .map(TagGroups.Group::tag)
        .toList();
  }
}
