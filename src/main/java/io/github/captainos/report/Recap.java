package io.github.captainos.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats parts of the recap, the lines at the end of a goal's log. */
public final class Recap {
  private Recap() {}

  /**
   * A line for a file or directory.
   *
   * @param name its name, escaped; that of a directory ends with a slash
   * @param size its size in bytes
   * @param layer its layer
   * @param note what else to show, or an empty string
   */
  public record Line(String name, long size, Part layer, String note) {

    public static Line of(Artifact artifact) {
      return new Line(artifact.shownName(), artifact.size(), artifact.layer(), artifact.note());
    }

    private String text(int width) {
      return pad(name, width)
          + String.format(Locale.ROOT, "  %10s  ", Recap.size(size))
          + layer.digest()
          + "  "
          + layer.state().text()
          + (note.isEmpty() ? "" : "  " + note);
    }
  }

  public static List<String> artifacts(List<Artifact> artifacts) {
    return lines(artifacts.stream().map(Line::of).toList());
  }

  public static List<String> lines(List<Line> files) {
    return lines("  Artifacts:", files);
  }

  public static List<String> lines(String heading, List<Line> files) {
    List<String> lines = new ArrayList<>();
    lines.add(heading);
    int width = files.stream().mapToInt(file -> file.name().length()).max().orElse(0);
    files.forEach(file -> lines.add(item(file.text(width))));
    return lines;
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

  /** Returns the first lines of an image that is written. */
  public static List<String> image(
      Report.NamedImage image, TagMove tag, @Nullable String flavor, boolean dryRun) {
    List<String> lines = new ArrayList<>();
    lines.add("  Image:     " + image.reference());
    lines.add("  Digest:    " + image.digest());
    if (dryRun) {
      lines.add("  Tag:       " + tag.plan());
    } else if (tag.replacedDigest() != null) {
      lines.add("  Replaces:  " + tag.replacedDigest());
    }
    lines.addAll(flavor("  Flavor:    ", flavor));
    lines.add("  Target:    " + image.target());
    return lines;
  }

  /** Returns a line with the flavor, or none without a flavor. */
  public static List<String> flavor(String label, @Nullable String flavor) {
    return flavor == null ? List.of() : List.of(label + flavor);
  }

  /** Returns a line with kinds of attestations, or none without any. */
  public static List<String> attestations(String label, List<String> kinds) {
    return kinds.isEmpty() ? List.of() : List.of(label + String.join(", ", kinds));
  }

  public static String item(String text) {
    return "    - " + text;
  }

  public static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
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
}
