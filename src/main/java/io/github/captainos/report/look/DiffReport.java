package io.github.captainos.report.look;

import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the images of two releases.
 *
 * @param repository {@code registry/repository/artifactName}
 * @param tag the tag of the first release
 * @param flavor the flavor of both, or null if they have none
 * @param withTag the tag of the second release
 * @param platform the platform that was compared, or null without an index
 * @param from the image of the first release
 * @param to the image of the second release
 * @param files the files of both
 * @param before the layers of the first image
 * @param after the layers of the second image
 */
public record DiffReport(
    String repository,
    String tag,
    @Nullable String flavor,
    String withTag,
    @Nullable String platform,
    Image from,
    Image to,
    List<DiffedFile> files,
    List<Content> before,
    List<Content> after)
    implements Report {

  public DiffReport {
    files = List.copyOf(files);
    before = distinct(before);
    after = distinct(after);
  }

  /**
   * An image that is compared.
   *
   * @param found the image
   * @param key the key that it is signed with, or null if no signature was demanded
   */
  public record Image(FoundImage found, @Nullable String key) {

    private Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>(found.toJson());
      json.put("key", key);
      return json;
    }
  }

  private static List<Content> distinct(List<Content> layers) {
    Map<String, Content> distinct = new LinkedHashMap<>();
    layers.forEach(layer -> distinct.putIfAbsent(layer.digest(), layer));
    return List.copyOf(distinct.values());
  }

  @Override
  public Goal goal() {
    return Goal.DIFF;
  }

  @Override
  public boolean dryRun() {
    return false;
  }

  @Override
  public List<NamedImage> names() {
    return List.of(to.found().image());
  }

  /** Returns the layers of the second image that the first does not have. */
  List<Content> toFetch() {
    Set<String> had = before.stream().map(Content::digest).collect(Collectors.toSet());
    return after.stream().filter(layer -> !had.contains(layer.digest())).toList();
  }

  static long bytes(List<Content> layers) {
    return layers.stream().mapToLong(Content::size).sum();
  }

  /** Returns the number of files in a state. */
  long count(DiffedFile.State state) {
    return files.stream().filter(file -> file.state() == state).count();
  }

  @Override
  public List<String> recap(String json) {
    return new DiffRecap(this).lines();
  }

  @Override
  public Optional<String> notes() {
    return Optional.of(new DiffNotes(this).markdown());
  }

  @Override
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("withTag", withTag);
    json.put("platform", platform);
    json.put("from", from.toJson());
    json.put("to", to.toJson());
    json.put("files", files.stream().map(DiffedFile::toJson).toList());
    Map<String, @Nullable Object> totals = new LinkedHashMap<>();
    for (DiffedFile.State state : DiffedFile.State.values()) {
      totals.put(state.word(), count(state));
    }
    totals.put("fetch", total(toFetch()));
    totals.put("layers", total(after));
    json.put("totals", totals);
    return json;
  }

  private static Map<String, @Nullable Object> total(List<Content> layers) {
    Map<String, @Nullable Object> total = new LinkedHashMap<>();
    total.put("count", layers.size());
    total.put("bytes", bytes(layers));
    return total;
  }
}
