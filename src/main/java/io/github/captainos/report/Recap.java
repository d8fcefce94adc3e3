package io.github.captainos.report;

import io.github.captainos.report.Part.State;
import io.github.captainos.report.Part.Total;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The recap of a goal, the lines at the end of its log: a title, facts and tables. */
public final class Recap {
  /** More rows would not be read; the JSON file has all. */
  private static final int MAX_ROWS = 500;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String LABEL = "  %-10s %s";

  private final String json;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param json the path of the JSON file, for people; empty if there is none
   */
  public Recap(String title, String json) {
    this.json = json;
    lines.add(title);
  }

  /** Adds a fact, unless its value is null or empty. */
  public Recap fact(String label, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      lines.add(LABEL.formatted(label + ":", value));
    }
    return this;
  }

  /**
   * Adds a row for each image: its tag, its digest, and what else is known of it.
   *
   * @param rows the cells of each row
   */
  public Recap images(List<List<String>> rows) {
    return table("    ", Set.of(), rows);
  }

  /**
   * Adds a heading and a row for each file.
   *
   * @param rows the name, the size and what was done, in each row; more cells may follow
   */
  public Recap files(List<List<String>> rows) {
    if (!rows.isEmpty()) {
      lines.add("  Artifacts:");
    }
    return table("    - ", Set.of(1), rows);
  }

  /** Adds a heading and lines, unless there are none. */
  public Recap list(String label, List<String> values) {
    if (!values.isEmpty()) {
      lines.add("  " + label + ":");
    }
    return table("    ", Set.of(), values.stream().map(List::of).toList());
  }

  /**
   * Adds a table, without a heading.
   *
   * @param indent what each row begins with
   * @param numbers the indexes of the columns that are aligned to the right
   * @param rows the cells of each row
   */
  public Recap table(String indent, Set<Integer> numbers, List<List<String>> rows) {
    int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
    List<List<String>> shown = rows.subList(0, Math.min(rows.size(), MAX_ROWS));
    for (List<String> row : shown) {
      for (int i = 0; i < row.size(); i++) {
        boolean isFollowed = i < row.size() - 1 || numbers.contains(i);
        widths[i] = Math.max(widths[i], isFollowed ? row.get(i).length() : 0);
      }
    }
    for (List<String> row : shown) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < row.size(); i++) {
        String padding = " ".repeat(Math.max(0, widths[i] - row.get(i).length()));
        line.append(i == 0 ? "" : "  ")
            .append(numbers.contains(i) ? padding + row.get(i) : row.get(i) + padding);
      }
      lines.add(line.toString().stripTrailing());
    }
    if (rows.size() > MAX_ROWS) {
      lines.add(
          indent
              + "… and "
              + (rows.size() - MAX_ROWS)
              + " more"
              + (json.isEmpty() ? "" : " (see " + json + ")"));
    }
    return this;
  }

  /**
   * Adds the key that images are signed with, unless none is.
   *
   * @param isPlanned whether they are not yet
   */
  Recap signed(@Nullable String key, boolean isPlanned) {
    return fact(isPlanned ? "To sign by" : "Signed by", key);
  }

  /**
   * Adds what images are attested, unless that is nothing.
   *
   * @param kinds the kinds of the attestations of all images
   */
  Recap attested(Stream<String> kinds) {
    return fact("Attested", kinds.distinct().collect(Collectors.joining(", ")));
  }

  /** Adds an empty line. */
  public Recap space() {
    lines.add("");
    return this;
  }

  /**
   * Adds how much of the images was transferred, and where all digests are.
   *
   * @param totals the totals of their blobs and manifests
   * @param done the state of what was transferred
   */
  public Recap transferred(String label, Map<State, Total> totals, State done) {
    long all = totals.values().stream().mapToLong(Total::bytes).sum();
    Total part = totals.getOrDefault(done, new Total(0, 0));
    String place = json.isEmpty() ? "" : " (" + json + " has all digests)";
    return fact(label, sizes(part.bytes(), all) + place);
  }

  /** Returns the lines. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns {@code 107.5 of 384.0 MiB}: what is said of a part and the whole in one unit. */
  private static String sizes(long part, long all) {
    String[] one = size(part).split(" ");
    String[] whole = size(all).split(" ");
    return (one[1].equals(whole[1]) ? one[0] : size(part)) + " of " + size(all);
  }

  /** Returns a human-readable number of bytes: {@code 512 B}, {@code 11.6 MiB}. */
  public static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = 0;
    while (size >= 1023.95 && unit < 4) { // or it would be rounded to 1024.0
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %siB", size, " KMGT".charAt(unit));
  }

  /** Returns a time in UTC: {@code 2026-01-31 09:30}. */
  static String minute(Instant time) {
    return MINUTE.format(time);
  }

  /** Returns the number of files and of links, unless there is none: {@code 12 files, 1 link}. */
  public static String count(long files, long links) {
    return links == 0
        ? number(files, "file")
        : (files == 0 ? "" : number(files, "file") + ", ") + number(links, "link");
  }

  private static String number(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /**
   * Returns a row of an image: its tag, its digest, and what is known of it.
   *
   * @param image the image
   * @param more what else is known
   */
  public static List<String> image(Report.NamedImage image, String... more) {
    String reference = image.reference();
    List<String> row = new ArrayList<>();
    row.add(reference.substring(reference.lastIndexOf(':') + 1));
    row.add(image.digest().toString());
    String state = String.join(", ", Arrays.stream(more).filter(one -> !one.isEmpty()).toList());
    boolean isCombined = image.target().equals("both");
    row.add(isCombined ? (state.isEmpty() ? "" : state + ", ") + "all targets" : state);
    return row;
  }
}
