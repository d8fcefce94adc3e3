package io.github.captainos.report.look;

import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The releases of a repository.
 *
 * @param repository {@code registry/repository/artifactName}
 * @param flavor the flavor of the releases, or null for all
 * @param targets the names of the targets that a release has to have
 * @param limit how many releases are read at most
 * @param releases the releases that were read, the newest first
 * @param notRead the tags of the releases that were not read
 */
public record ListReport(
    String repository,
    @Nullable String flavor,
    List<String> targets,
    int limit,
    List<ListedRelease> releases,
    List<String> notRead)
    implements Report {

  public ListReport {
    targets = List.copyOf(targets);
    releases = List.copyOf(releases);
    notRead = List.copyOf(notRead);
  }

  @Override
  public Goal goal() {
    return Goal.LIST;
  }

  @Override
  public boolean dryRun() {
    return false;
  }

  @Override
  public @Nullable String tag() {
    return null;
  }

  @Override
  public List<NamedImage> names() {
    return List.of();
  }

  @Override
  public List<String> recap(String json) {
    return new ListRecap(this).lines();
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("targets", targets);
    json.put("limit", limit);
    json.put("releases", releases.stream().map(ListedRelease::toJson).toList());
    json.put("notRead", notRead);
    return json;
  }
}
