package io.github.captainos.report;

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
    lines.addAll(artifacts(image.artifacts()));
    return lines;
  }

  /** Returns the lines, one fact each. */
  public static List<String> of(PullReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("Pull complete");
    lines.add("  Image:     " + report.reference());
    lines.add("  Digest:    " + report.digest());
    lines.add("  Target:    " + report.target());
    if (report.platform() != null) {
      lines.add("  Platform:  " + report.platform());
    }
    lines.add("  Directory: " + report.output());
    lines.addAll(artifacts(report.artifacts()));
    return lines;
  }

  /** Returns the lines, one fact each. */
  public static List<String> of(TagReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(report.dryRun() ? "Tags planned, none was moved (dry run)" : "Tag complete");
    lines.add("  Image:  " + report.image());
    int from = report.tags().stream().mapToInt(tag -> tag.from().length()).max().orElse(0);
    int to = report.tags().stream().mapToInt(tag -> tag.to().length()).max().orElse(0);
    for (TagReport.Tag tag : report.tags()) {
      lines.add(
          "  "
              + pad(tag.from(), from)
              + "  →  "
              + pad(tag.to(), to)
              + "  "
              + tag.digest()
              + (tag.unchanged() ? "  present" : "")
              + (tag.replacedDigest() == null ? "" : "  replaces " + tag.replacedDigest()));
    }
    return lines;
  }

  private static List<String> artifacts(List<Artifact> artifacts) {
    List<String> lines = new ArrayList<>();
    lines.add("  Artifacts:");
    int width = artifacts.stream().mapToInt(artifact -> artifact.name().length()).max().orElse(0);
    for (Artifact artifact : artifacts) {
      lines.add(
          "    - "
              + pad(artifact.name(), width)
              + String.format(Locale.ROOT, "  %10s  ", size(artifact.size()))
              + artifact.digest()
              + "  "
              + artifact.state().name().toLowerCase(Locale.ROOT));
    }
    return lines;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
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
