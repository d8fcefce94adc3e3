package io.github.captainos.report.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Names with their digests, for a terminal of 80 columns: a digest with {@code sha256:} fills a
 * line of Maven's log, so it follows in a line of its own.
 */
public final class DigestLines {
  /** More lines would not be read; the JSON file has all. */
  private static final int MOST = 1000;

  private final String heading;
  private final List<String> lines = new ArrayList<>();
  private int count;

  /**
   * @param heading the line before the others
   */
  public DigestLines(String heading) {
    this.heading = heading;
  }

  /**
   * Adds a digest.
   *
   * @param name what it belongs to, escaped
   * @param digest the digest
   */
  public void add(String name, String digest) {
    count++;
    if (count <= MOST) {
      lines.add("  " + name);
      lines.add((digest.contains(":") ? "  " : "    ") + digest);
    }
  }

  /**
   * Returns the lines.
   *
   * @param file the name of the file that has all digests
   */
  public List<String> lines(String file) {
    List<String> all = new ArrayList<>();
    all.add("");
    all.add("  " + heading);
    all.addAll(lines);
    if (count > MOST) {
      all.add("  " + Omission.of(count - MOST, file));
    }
    return all;
  }
}
