package io.github.captainos.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.captainos.image.Descriptor;
import io.github.captainos.report.Part.Total;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
 * @param totals how many files differ, and how much of the second image the first does not have
 */
public record DiffReport(
    String repository,
    String tag,
    @Nullable String flavor,
    String withTag,
    @Nullable String platform,
    Image from,
    Image to,
    List<File> files,
    Totals totals)
    implements Report {
  /** In characters. GitHub's release notes may have 125,000, of which others need some. */
  private static final int MAX_TABLE = 50_000;

  /**
   * Creates a report with its totals.
   *
   * @param before the layers of the first image
   * @param after the layers of the second image
   */
  public static DiffReport of(
      String repository,
      String tag,
      @Nullable String flavor,
      String withTag,
      @Nullable String platform,
      Image from,
      Image to,
      List<File> files,
      List<Descriptor> before,
      List<Descriptor> after) {
    Map<Object, Descriptor> all = new LinkedHashMap<>();
    after.forEach(layer -> all.put(layer.digest(), layer));
    Map<Object, Descriptor> fetched = new LinkedHashMap<>(all);
    before.forEach(layer -> fetched.remove(layer.digest()));
    Totals totals =
        new Totals(
            count(files, State.SAME),
            count(files, State.CHANGED),
            count(files, State.ADDED),
            count(files, State.REMOVED),
            total(fetched.values()),
            total(all.values()));
    return new DiffReport(
        repository, tag, flavor, withTag, platform, from, to, List.copyOf(files), totals);
  }

  private static long count(List<File> files, State state) {
    return files.stream().filter(file -> file.state() == state).count();
  }

  private static Total total(Collection<Descriptor> layers) {
    return new Total(layers.size(), layers.stream().mapToLong(Descriptor::size).sum());
  }

  /**
   * An image that is compared.
   *
   * @param image the image
   * @param key the key that it is signed with, or null if no signature was demanded
   */
  public record Image(@JsonUnwrapped FoundRelease.Image image, @Nullable String key) {}

  /** How a file differs. */
  public enum State {
    SAME,
    CHANGED,
    ADDED,
    REMOVED
  }

  /**
   * A file of one or both images; or a layer whose files are not known.
   *
   * @param name its path in the image
   * @param state how the second image differs from the first
   * @param from the file in the first image, or null
   * @param to the file in the second image, or null
   */
  public record File(String name, State state, @Nullable Side from, @Nullable Side to) {

    /** Returns the directory that is its layer; null if there is none. */
    private @Nullable String directory() {
      return Stream.of(to, from)
          .filter(Objects::nonNull)
          .findFirst()
          .map(Side::directory)
          .orElse(null);
    }
  }

  /**
   * A file in one image.
   *
   * @param size the size of its layer; null if the layer has other files
   * @param sha256 the digest of its own bytes, in hexadecimal digits, or null if it is not known
   * @param layer its layer
   * @param directory the directory that is its layer, or null if the layer has only this file
   */
  public record Side(
      @Nullable Long size,
      @Nullable String sha256,
      Descriptor layer,
      @JsonIgnore @Nullable String directory) {}

  /**
   * The totals.
   *
   * @param same the number of files that are the same
   * @param fetch the layers of the second image that the first does not have
   * @param layers the layers of the second image
   */
  public record Totals(
      long same, long changed, long added, long removed, Total fetch, Total layers) {

    /** Returns {@code 73.1 MiB of 322.2 MiB, 2 of 8 layers}. */
    private String toFetch() {
      return Recap.size(fetch.bytes())
          + " of "
          + Recap.size(layers.bytes())
          + ", "
          + fetch.count()
          + " of "
          + layers.count()
          + (layers.count() == 1 ? " layer" : " layers");
    }
  }

  @Override
  public Goal goal() {
    return Goal.DIFF;
  }

  @Override
  public List<NamedImage> names() {
    return List.of(to.image().named());
  }

  @Override
  public List<String> recap(String json) {
    List<List<String>> rows = new ArrayList<>();
    for (List<String> row : rows()) {
      rows.add(List.of(row.get(0), Printable.of(row.get(1)), row.get(2), row.get(3)));
    }
    if (!rows.isEmpty()) {
      rows.add(0, List.of("State", "File", tag, withTag));
    }
    List<String> keys =
        Stream.of(from.key(), to.key()).filter(Objects::nonNull).distinct().toList();
    return new Recap("Diff complete", json)
        .fact("Images", repository)
        .fact("Flavor", flavor)
        .fact("Platform", platform == null ? null : Printable.of(platform))
        .images(List.of(Recap.image(from.image().named()), Recap.image(to.image().named())))
        .fact("Signed by", keys.isEmpty() ? null : String.join(", ", keys) + " (verified)")
        .table("    ", Set.of(2, 3), rows)
        .fact("Same", Recap.count(totals.same(), 0))
        .fact("To fetch", totals.toFetch())
        .lines();
  }

  /**
   * Returns what is not the same: state, name, and the size in each image. It is a file, or a
   * directory whose files all were added or removed.
   */
  private List<List<String>> rows() {
    Map<String, List<File>> groups = new LinkedHashMap<>();
    for (File file : files) {
      String directory = file.directory();
      String group = directory == null ? "file " + file.name() : "directory " + directory;
      groups.computeIfAbsent(group, one -> new ArrayList<>()).add(file);
    }
    List<List<String>> rows = new ArrayList<>();
    for (List<File> group : groups.values()) {
      File first = group.get(0);
      boolean isOne = group.stream().allMatch(file -> file.state() == first.state());
      boolean isWhole = first.state() == State.ADDED || first.state() == State.REMOVED;
      if (group.size() > 1 && isOne && isWhole) {
        String name = first.directory() + "/ (" + Recap.count(group.size(), 0) + ")";
        rows.add(row(first, name, true));
      } else {
        group.stream()
            .filter(file -> file.state() != State.SAME)
            .forEach(file -> rows.add(row(file, file.name(), group.size() == 1)));
      }
    }
    return rows;
  }

  private static List<String> row(File file, String name, boolean isWhole) {
    return List.of(
        file.state().name().toLowerCase(Locale.ROOT),
        name,
        size(file.from(), isWhole),
        size(file.to(), isWhole));
  }

  private static String size(@Nullable Side side, boolean isWhole) {
    if (side == null || side.size() == null && !isWhole) {
      return "";
    }
    return Recap.size(side.layer().size());
  }

  /** Returns what differs in Markdown, for release notes; it ends with a line feed. */
  @Override
  public Optional<String> notes() {
    List<List<String>> rows = rows();
    List<String> lines = new ArrayList<>();
    lines.add("### Files, compared with " + Markdown.text(tag));
    lines.add("");
    if (rows.isEmpty()) {
      lines.add("No file has changed.");
    } else {
      lines.add("| State | File | " + Markdown.text(tag) + " | " + Markdown.text(withTag) + " |");
      lines.add("| --- | --- | --- | --- |");
    }
    int length = 0;
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      String name = Markdown.code(row.get(1));
      String line = "| %s | %s | %s | %s |".formatted(row.get(0), name, row.get(2), row.get(3));
      length += line.length();
      if (length > MAX_TABLE) {
        lines.addAll(List.of("", "… and " + (rows.size() - i) + " more"));
        break;
      }
      lines.add(line);
    }
    lines.add("");
    lines.add(
        "Same: %d, changed: %d, added: %d, removed: %d. Who has %s fetches %s."
            .formatted(
                totals.same(),
                totals.changed(),
                totals.added(),
                totals.removed(),
                Markdown.text(tag),
                totals.toFetch()));
    lines.add("");
    lines.add(
        "%s is %s."
            .formatted(
                Markdown.code(to.image().reference()),
                Markdown.code(to.image().content().digest().toString())));
    return Optional.of(String.join("\n", lines) + "\n");
  }
}
