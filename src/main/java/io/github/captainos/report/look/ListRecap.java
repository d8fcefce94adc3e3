package io.github.captainos.report.look;

import io.github.captainos.report.Markdown;
import io.github.captainos.report.Recap;
import io.github.captainos.report.Summary;
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
  private static final int MOST_NAMES = 5;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("List complete");
    lines.add("  Images:    " + report.repository());
    lines.addAll(Recap.flavor("  Flavor:    ", report.flavor()));
    lines.add("  Targets:   " + String.join(", ", report.targets()));
    lines.add("  Releases:  " + count());
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
    if (others == 0) {
      return Integer.toString(read);
    }
    return read
        + " of "
        + (read + others)
        + " (captain.limit); not read: "
        + String.join(", ", report.notRead().subList(0, Math.min(others, MOST_NAMES)))
        + (others > MOST_NAMES ? ", …" : "");
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
    List<String> lines = table.lines();
    for (ListedRelease release : report.releases()) {
      release.problems().forEach(problem -> lines.add("  " + problem));
    }
    return lines;
  }

  private static String state(ListedRelease release) {
    return release.problems().isEmpty() ? release.release().state() : "not an image";
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
        lines.add(reference.substring(report.repository().length() + 1), image.image().digest());
      }
    }
    return lines.lines("list.json");
  }

  Summary summary() {
    List<List<String>> rows = new ArrayList<>();
    List<List<String>> images = new ArrayList<>();
    for (ListedRelease release : report.releases()) {
      rows.add(
          List.of(
              Markdown.code(release.tag()),
              Times.minute(release.created()),
              Markdown.code(release.commit()),
              Markdown.text(state(release))));
      release
          .release()
          .images()
          .forEach(
              image ->
                  images.add(
                      List.of(
                          Markdown.code(image.image().reference()),
                          Markdown.code(image.image().digest()))));
    }
    return new Summary(
        "List complete",
        new Summary.Table(List.of("Release", "Created (UTC)", "Commit", "State"), rows),
        "Releases: " + Markdown.text(count()),
        new Summary.Table(List.of("Image", "Digest"), images));
  }
}
