package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
  private static final int ABBREVIATED = 7;

  /** Of those that were not read, some are named in the recap. */
  private static final int MAX_NAMED = 5;

  public ListReport {
    targets = List.copyOf(targets);
    releases = List.copyOf(releases);
    notRead = List.copyOf(notRead);
  }

  /**
   * A release.
   *
   * @param tag the tag of its combined image, with the flavor; the image need not exist
   * @param flavor the flavor, or null if it has none, or if its images do not have it
   * @param digest the digest of the combined image, or null if there is none
   * @param created when it was created, or null if that is not known
   * @param revision the commit that it was built from, or null if that is not known
   * @param release its images
   * @param problems why images cannot be read, or are none; each is a sentence
   */
  public record ListedRelease(
      String tag,
      @Nullable String flavor,
      @Nullable DescriptorDigest digest,
      @Nullable Instant created,
      @Nullable String revision,
      @JsonUnwrapped FoundRelease release,
      List<String> problems) {

    private List<String> row() {
      String commit =
          revision == null ? "" : revision.substring(0, Math.min(revision.length(), ABBREVIATED));
      return List.of(
          tag,
          created == null ? "unknown" : Recap.minute(created),
          Printable.of(commit),
          problems.isEmpty() ? release.state() : "cannot be read",
          digest == null ? "" : digest.toString());
    }
  }

  @Override
  public Goal goal() {
    return Goal.LIST;
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
    List<List<String>> rows = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    if (!releases.isEmpty()) {
      rows.add(List.of("Release", "Created (UTC)", "Commit", "State", "Digest"));
    }
    for (ListedRelease release : releases) {
      rows.add(release.row());
      problems.addAll(release.problems());
    }
    return new Recap("List complete", json)
        .fact("Images", repository)
        .fact("Flavor", flavor)
        .fact("Targets", String.join(", ", targets))
        .fact("Releases", count())
        .fact("Not read", named())
        .table("    ", Set.of(), rows)
        .list("Problems", problems)
        .lines();
  }

  private String count() {
    int read = releases.size();
    return notRead.isEmpty()
        ? Integer.toString(read)
        : read + " of " + (read + notRead.size()) + " (captain.limit)";
  }

  private String named() {
    String named = String.join(", ", notRead.subList(0, Math.min(notRead.size(), MAX_NAMED)));
    return notRead.size() > MAX_NAMED ? named + ", …" : named;
  }
}
