package io.github.captainos.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats parts of the recap, the lines at the end of a goal's log. */
public final class Recap {
  private Recap() {}

  static List<String> artifacts(List<Artifact> artifacts) {
    List<String> lines = new ArrayList<>();
    lines.add("  Artifacts:");
    List<String> names = artifacts.stream().map(Artifact::shownName).toList();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < artifacts.size(); i++) {
      Artifact artifact = artifacts.get(i);
      lines.add(
          item(
              pad(names.get(i), width)
                  + String.format(Locale.ROOT, "  %10s  ", size(artifact.size()))
                  + artifact.layer().digest()
                  + "  "
                  + artifact.layer().state().text()
                  + (artifact.note().isEmpty() ? "" : "  " + artifact.note())));
    }
    return lines;
  }

  /** Returns a line with the flavor, or none without a flavor. */
  static List<String> flavor(String label, @Nullable String flavor) {
    return flavor == null ? List.of() : List.of(label + flavor);
  }

  static String item(String text) {
    return "    - " + text;
  }

  static String pad(String text, int width) {
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
