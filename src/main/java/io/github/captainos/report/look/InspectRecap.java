package io.github.captainos.report.look;

import io.github.captainos.report.Recap;
import io.github.captainos.report.terminal.DigestLines;
import io.github.captainos.report.terminal.Omission;
import io.github.captainos.report.terminal.TextTable;
import io.github.captainos.report.terminal.Times;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an image holds, for people. Digests follow the rest, so that the rest fits a terminal.
 *
 * @param report the report
 */
record InspectRecap(InspectReport report) {
  private static final String FILE = "inspect.json";
  private static final int MOST_ANNOTATIONS = 50;
  private static final int MOST_PLATFORMS = 20;
  private static final String PREFIX = "org.opencontainers.image.";

  /** Annotations that have a line of their own. */
  private static final Set<String> SHOWN = Set.of(PREFIX + "created", PREFIX + "revision");

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Inspect complete");
    lines.add("  Image:     " + report.found().image().reference());
    if (report.flavor() != null) {
      lines.add("  Flavor:    " + report.flavor());
    }
    lines.add("  Target:    " + report.found().image().target());
    if (report.release() != null) {
      lines.add("  Release:   " + report.release().stateWithTargets());
    }
    lines.add("  Signed by: " + report.signers().text());
    lines.add("  Attested:  " + FoundAttestation.text(report.attestations()));
    lines.add("  Created:   " + Times.minuteUtc(report.created()));
    lines.add("  Commit:    " + (report.revision() == null ? "unknown" : text(report.revision())));
    if (report.platform() != null) {
      lines.add("  Platforms: " + platforms());
      if (!Boolean.TRUE.equals(report.sharedLayers())) {
        lines.add("  Files of:  " + text(report.platform()));
      }
    }
    lines.add("  Size:      " + size());
    lines.addAll(annotations());
    lines.add("");
    lines.addAll(files());
    lines.addAll(sums());
    lines.addAll(digests());
    return lines;
  }

  private static String text(String text) {
    return Printable.of(text);
  }

  private String platforms() {
    int others = report.platforms().size() - MOST_PLATFORMS;
    return report.platforms().keySet().stream()
            .limit(MOST_PLATFORMS)
            .map(Printable::of)
            .collect(Collectors.joining(", "))
        + (others > 0 ? " and " + others + " more" : "");
  }

  private String size() {
    int count = report.layers().size();
    return Recap.size(report.size()) + " in " + count + (count == 1 ? " layer" : " layers");
  }

  private List<String> annotations() {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> one : report.annotations().entrySet()) {
      if (!SHOWN.contains(one.getKey())) {
        String key = one.getKey().replaceFirst("^" + PREFIX.replace(".", "\\."), "");
        lines.add("    " + text(key) + ": " + text(one.getValue()));
      }
    }
    if (lines.isEmpty()) {
      return List.of();
    }
    int others = lines.size() - MOST_ANNOTATIONS;
    List<String> shown =
        new ArrayList<>(lines.subList(0, Math.min(lines.size(), MOST_ANNOTATIONS)));
    shown.add(0, "  Annotations:");
    if (others > 0) {
      shown.add("    " + Omission.of(others, FILE));
    }
    return shown;
  }

  private List<String> files() {
    TextTable table = new TextTable(0, Set.of(1), "File", "Size", "Compression", "");
    for (FoundLayer layer : report.layers()) {
      table.add(
          layer.shownName(),
          Recap.size(layer.content().size()),
          layer.shownCompression(),
          layer.isDirectory() ? Recap.count(layer.files().size(), 0) : "");
    }
    return table.lines(FILE);
  }

  private List<String> sums() {
    DigestLines lines = new DigestLines("SHA-256 of the files:");
    for (FoundLayer layer : report.layers()) {
      for (FoundLayer.File file : layer.files()) {
        lines.add(text(file.path()), file.sha256() == null ? "unknown" : file.sha256());
      }
    }
    return lines.lines(FILE);
  }

  private List<String> digests() {
    DigestLines lines = new DigestLines("Digests of the image and its layers:");
    lines.add("(the image)", report.found().image().digest().toString());
    for (FoundLayer layer : report.layers()) {
      lines.add(layer.shownName(), layer.content().digest());
    }
    return lines.lines(FILE);
  }
}
