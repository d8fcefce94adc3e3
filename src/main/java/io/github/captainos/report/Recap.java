package io.github.captainos.report;

import io.github.captainos.report.PublishReport.Artifact;
import io.github.captainos.report.PublishReport.Image;
import io.github.captainos.report.PublishReport.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts a report into the lines that end a goal's log. */
public final class Recap {
  private Recap() {}

  /** Returns the lines, one fact each. */
  public static List<String> of(PublishReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(report.dryRun() ? "Publish planned, nothing was sent (dry run)" : "Publish complete");
    for (Image image : report.images()) {
      if (lines.size() > 1) {
        lines.add("");
      }
      lines.addAll(block(image));
    }
    return lines;
  }

  private static List<String> block(Image image) {
    List<String> lines = new ArrayList<>();
    lines.add("  Image:     " + image.reference());
    lines.add("  Digest:    " + image.digest());
    if (image.replacedDigest() != null) {
      lines.add("  Replaces:  " + image.replacedDigest());
    }
    lines.add("  Target:    " + image.target());
    lines.add(
        "  Platforms: "
            + image.platforms().stream().map(Platform::platform).collect(Collectors.joining(", ")));
    lines.add("  Layers:    " + image.artifacts().size());
    lines.add("  Artifacts:");
    int width = image.artifacts().stream().mapToInt(a -> a.name().length()).max().orElse(0);
    for (Artifact artifact : image.artifacts()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "    - %-" + width + "s  %10s  %s  %s",
              artifact.name(),
              size(artifact.size()),
              artifact.digest(),
              artifact.state().name().toLowerCase(Locale.ROOT)));
    }
    return lines;
  }

  /** Returns a number of bytes as people read it: {@code 512 B}, {@code 11.6 MiB}. */
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
