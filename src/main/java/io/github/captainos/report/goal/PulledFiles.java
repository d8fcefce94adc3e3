package io.github.captainos.report.goal;

import io.github.captainos.report.Artifact;
import io.github.captainos.report.Recap;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files and links of an image that was pulled, as lines of the recap: one line for all that a
 * layer has in a directory, since it may have thousands of files.
 */
final class PulledFiles {
  private final Map<String, List<Artifact>> files = new LinkedHashMap<>();
  private final Map<String, List<PulledLink>> links = new LinkedHashMap<>();

  private PulledFiles(List<Artifact> files, List<PulledLink> links) {
    for (Artifact file : files) {
      String directory = directory(file.name());
      String key = (directory.isEmpty() ? file.name() : directory) + " " + file.layer().digest();
      this.files.computeIfAbsent(key, one -> new ArrayList<>()).add(file);
    }
    for (PulledLink link : links) {
      String directory = directory(link.name());
      String key = directory.isEmpty() ? link.name() : directory;
      this.links.computeIfAbsent(key, one -> new ArrayList<>()).add(link);
    }
  }

  /** Returns the first directory of a path with its slash; empty if there is none. */
  private static String directory(String path) {
    return path.substring(0, path.indexOf('/') + 1);
  }

  /** Returns the lines: files in the order of the layers, then links elsewhere. */
  static List<String> lines(List<Artifact> files, List<PulledLink> links) {
    PulledFiles all = new PulledFiles(files, links);
    List<Recap.Line> lines = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (List<Artifact> group : all.files.values()) {
      String directory = directory(group.get(0).name());
      List<PulledLink> inside =
          told.add(directory) ? all.links.getOrDefault(directory, List.of()) : List.of();
      lines.add(line(directory, group, inside.size()));
    }
    all.links.keySet().removeAll(told);
    List<String> texts = new ArrayList<>(Recap.lines(lines));
    all.links.forEach((name, some) -> texts.add(Recap.item(text(name, some))));
    return texts;
  }

  private static Recap.Line line(String directory, List<Artifact> files, int links) {
    Artifact first = files.get(0);
    return files.size() == 1 && links == 0
        ? Recap.Line.of(first)
        : new Recap.Line(
            Printable.of(directory),
            files.stream().mapToLong(Artifact::size).sum(),
            first.layer(),
            Recap.count(files.size(), links));
  }

  private static String text(String name, List<PulledLink> links) {
    PulledLink first = links.get(0);
    return links.size() == 1
        ? Printable.of(first.name()) + " -> " + Printable.of(first.target())
        : Printable.of(name) + "  " + Recap.count(0, links.size());
  }
}
