package io.github.captainos.report.look;

import io.github.captainos.report.Markdown;
import io.github.captainos.report.terminal.DigestLines;
import io.github.captainos.report.terminal.TextTable;
import io.github.captainos.report.terminal.Times;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The releases of a repository, for people. Digests follow the rest, so that the rest fits a
 * terminal.
 *
 * @param report the report
 */
record ListRecap(ListReport report) {
  private static final int LABEL = "  Not read:  ".length();
  private static final String MORE = ", …";

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("List complete");
    lines.add("  Images:    " + report.repository());
    if (report.flavor() != null) {
      lines.add("  Flavor:    " + report.flavor());
    }
    lines.add("  Targets:   " + String.join(", ", report.targets()));
    lines.add("  Releases:  " + count());
    if (!report.notRead().isEmpty()) {
      lines.add("  Not read:  " + notRead());
    }
    if (!report.releases().isEmpty()) {
      lines.add("");
      lines.addAll(table());
      lines.addAll(digests());
    }
    return lines;
  }

  private String count() {
    int read = report.releases().size();
    int others = report.notRead().size();
    return others == 0
        ? Integer.toString(read)
        : read + " of " + (read + others) + " (captain.limit)";
  }

  /** Returns the first of the releases that were not read, as many as fit in a line. */
  private String notRead() {
    StringBuilder names = new StringBuilder();
    for (String tag : report.notRead()) {
      String next = (names.length() == 0 ? "" : ", ") + tag;
      if (LABEL + names.length() + next.length() + MORE.length() > TextTable.WIDTH) {
        return names.append(MORE).toString();
      }
      names.append(next);
    }
    return names.toString();
  }

  private List<String> table() {
    TextTable table = new TextTable(0, Set.of(), "Release", "Created (UTC)", "Commit", "State");
    for (ListedRelease release : report.releases()) {
      table.add(
          release.tag(),
          Times.minute(release.created()),
          Printable.of(release.commit()),
          state(release));
    }
    List<String> lines = table.lines("list.json");
    for (ListedRelease release : report.releases()) {
      release.problems().forEach(problem -> lines.add("  " + problem));
    }
    return lines;
  }

  private static String state(ListedRelease release) {
    return release.problems().isEmpty() ? release.release().state() : "cannot be read";
  }

  /** Returns the digests of the combined images; of the others where there is none. */
  private List<String> digests() {
    DigestLines lines = new DigestLines("Digests of the images:");
    for (ListedRelease release : report.releases()) {
      List<FoundImage> images = release.release().images();
      if (!release.release().missing().contains("both")) {
        images = images.subList(images.size() - 1, images.size());
      }
      for (FoundImage image : images) {
        String reference = image.image().reference();
        lines.add(
            reference.substring(report.repository().length() + 1),
            image.image().digest().toString());
      }
    }
    return lines.lines("list.json");
  }

  private String notReadOfSummary() {
    return report.notRead().isEmpty() ? "" : ". Not read: " + Markdown.text(notRead());
  }
}
