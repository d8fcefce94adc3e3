package io.github.captainos.report.look;

import io.github.captainos.report.Recap;
import io.github.captainos.report.look.DiffedFile.Side;
import io.github.captainos.report.look.DiffedFile.State;
import io.github.captainos.support.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A line about a file, or about all files of a directory that have the same state.
 *
 * @param state the state
 * @param name its name for a terminal, escaped; a file in a directory is indented
 * @param path its path in the image, escaped
 * @param before its size in the first image, for people
 * @param after its size in the second image, for people
 */
record DiffRow(State state, String name, String path, String before, String after) {
  private static final String INDENT = "  ";

  /** More lines would not be read; the JSON file has all. */
  private static final int MOST_OF_DIRECTORY = 500;

  /** Returns the lines, in the order of the files; the files of a directory follow it. */
  static List<DiffRow> of(List<DiffedFile> files) {
    Map<String, List<DiffedFile>> groups = new LinkedHashMap<>();
    for (DiffedFile file : files) {
      String directory = file.directory();
      String group = directory == null ? "file " + file.name() : "directory " + directory;
      groups.computeIfAbsent(group, one -> new ArrayList<>()).add(file);
    }
    List<DiffRow> rows = new ArrayList<>();
    groups.values().forEach(group -> rows.addAll(rows(group)));
    return rows;
  }

  private static List<DiffRow> rows(List<DiffedFile> group) {
    DiffedFile first = group.get(0);
    String directory = first.directory();
    if (directory == null) {
      String name = Printable.of(first.name());
      return List.of(new DiffRow(first.state(), name, name, size(first.from()), size(first.to())));
    }
    boolean isOne = group.stream().allMatch(file -> file.state() == first.state());
    State state = isOne ? first.state() : State.CHANGED;
    String name =
        Printable.of(directory) + "/" + (isOne ? " (" + Recap.count(group.size(), 0) + ")" : "");
    List<DiffRow> rows = new ArrayList<>();
    rows.add(
        new DiffRow(state, name, name, size(group, DiffedFile::from), size(group, DiffedFile::to)));
    if (!isOne || state == State.CHANGED) {
      addFiles(group, directory, rows);
    }
    return rows;
  }

  private static void addFiles(List<DiffedFile> group, String directory, List<DiffRow> rows) {
    List<DiffedFile> others = group.stream().filter(file -> file.state() != State.SAME).toList();
    for (DiffedFile file : others.subList(0, Math.min(others.size(), MOST_OF_DIRECTORY))) {
      String path =
          file.name().startsWith(directory + "/")
              ? file.name().substring(directory.length() + 1)
              : file.name();
      rows.add(row(file.state(), path, Printable.of(file.name())));
    }
    if (others.size() > MOST_OF_DIRECTORY) {
      String more = "and " + (others.size() - MOST_OF_DIRECTORY) + " more";
      rows.add(row(State.CHANGED, more, more));
    }
    if (others.size() < group.size()) {
      String same = Recap.count(group.size() - others.size(), 0);
      rows.add(row(State.SAME, same, same));
    }
  }

  private static DiffRow row(State state, String inDirectory, String path) {
    return new DiffRow(state, INDENT + Printable.of(inDirectory), path, "", "");
  }

  private static String size(@Nullable Side side) {
    return side == null ? "" : Recap.size(side.layer().size());
  }

  private static String size(List<DiffedFile> group, Function<DiffedFile, @Nullable Side> side) {
    for (DiffedFile file : group) {
      Side found = side.apply(file);
      if (found != null) {
        return size(found);
      }
    }
    return "";
  }
}
