package io.github.captainos.release.pull;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.tar.EntryNames;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.release.pull.UnpackedLayer.DirectoryEntry;
import io.github.captainos.release.pull.UnpackedLayer.Entry;
import io.github.captainos.release.pull.UnpackedLayer.LinkEntry;
import io.github.captainos.support.PathPatterns;
import io.github.captainos.support.Printable;
import io.github.captainos.support.Suggestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that a pull takes of an image: those that match patterns, and what their links lead to.
 */
final class FileSelection {
  private static final int MAX_NAMES = 30;

  /** What the user set; null for all files. */
  private final @Nullable Setting setting;

  private final List<String> patterns;
  private final PathPatterns all;

  /**
   * @param setting patterns, separated by commas; null for all files
   * @throws ReleaseException if there is no pattern, or one is invalid
   */
  FileSelection(@Nullable Setting setting) throws ReleaseException {
    this.setting = setting;
    this.patterns =
        Stream.of(setting == null ? "**" : setting.value())
            .flatMap(list -> Stream.of(list.split(",")))
            .filter(pattern -> !pattern.isBlank())
            .map(pattern -> pattern.strip().replaceFirst("^(\\./)+", ""))
            .toList();
    if (patterns.isEmpty()) {
      throw new ReleaseException(
          "captain.files "
              + setting
              + " has no pattern. Set it to names of files, such as vmlinuz*");
    }
    try {
      this.all = PathPatterns.of(patterns);
    } catch (PatternSyntaxException e) {
      throw new ReleaseException(
          "captain.files " + setting + " has an invalid pattern: " + e.getDescription() + ".");
    }
  }

  /** Returns whether all files are taken. */
  boolean isAll() {
    return setting == null;
  }

  /** Returns the patterns; none if all files are taken. */
  List<String> patterns() {
    return isAll() ? List.of() : patterns;
  }

  /** Returns whether a file, link or directory is selected. */
  boolean takes(String path) {
    return isAll() || all.matchesOrHolds(path);
  }

  /**
   * Returns whether a layer may have a selected file, or checksums. What a layer of Captain holds
   * is in its title; a layer without such a title may hold anything.
   */
  boolean mayNeed(Descriptor layer) {
    return content(layer)
        .map(name -> ChecksumNames.isOne(name) || all.mayMatchBelow(name))
        .orElse(true);
  }

  /** Returns whether a layer may have one of these paths. */
  static boolean mayHave(Descriptor layer, Collection<String> paths) {
    return content(layer)
        .map(
            name ->
                paths.stream().anyMatch(path -> path.equals(name) || path.startsWith(name + "/")))
        .orElse(true);
  }

  /** Returns the name of the only file or directory of a layer, if its title says so. */
  static Optional<String> content(Descriptor layer) {
    return layer.archived().filter(name -> EntryNames.problemOfPublished(name).isEmpty());
  }

  /**
   * Files of an image.
   *
   * @param files what is selected, and what its links lead to: a link without its file would be of
   *     no use
   * @param missing paths that the links lead to, and that the image does not have
   */
  record Selected(ImageFiles files, Set<String> missing) {}

  /**
   * Selects files.
   *
   * @param image the image, as far as its layers were fetched
   */
  Selected of(ImageFiles image) {
    Set<String> paths = new HashSet<>();
    Set<String> missing = new TreeSet<>();
    Set<String> whole = new HashSet<>();
    Deque<String> next = new ArrayDeque<>();
    image.paths().stream().filter(this::takes).forEach(next::add);
    while (!next.isEmpty()) {
      String path = next.remove();
      if (path.isEmpty() || !paths.add(path)) {
        continue;
      }
      next.add(ImageFiles.parent(path));
      if (!(image.find(path) instanceof LinkEntry link)) {
        continue;
      }
      for (String turn : link.target().turns()) {
        (image.isDirectory(turn) ? next : missing).add(turn);
      }
      String destination = link.destination();
      Entry there = image.find(destination);
      if (there != null) {
        next.add(destination);
      } else if (!destination.isEmpty() && image.leafAt(destination) == null) {
        missing.add(destination);
      }
      if (there instanceof DirectoryEntry && whole.add(destination)) {
        image.below(destination).forEach(entry -> next.add(entry.path()));
      }
    }
    return new Selected(image.only(paths), missing);
  }

  /**
   * Checks by titles that each pattern may match something, before anything is fetched.
   *
   * @throws ReleaseException if one cannot
   */
  void checkTitles(String reference, List<Descriptor> layers) throws ReleaseException {
    List<String> names = layers.stream().flatMap(layer -> content(layer).stream()).toList();
    if (names.size() == layers.size()) {
      check(reference, names, PathPatterns::mayMatchBelow);
    }
  }

  /**
   * Checks that each pattern matches something.
   *
   * @param paths the paths of the image, as far as its layers were fetched
   * @throws ReleaseException if one does not
   */
  void checkPaths(String reference, Collection<String> paths) throws ReleaseException {
    check(reference, paths, PathPatterns::matchesOrHolds);
  }

  private void check(
      String reference, Collection<String> names, BiPredicate<PathPatterns, String> matches)
      throws ReleaseException {
    if (setting == null) {
      return;
    }
    List<String> problems = new ArrayList<>();
    for (String pattern : patterns) {
      PathPatterns one = PathPatterns.of(List.of(pattern));
      if (names.stream().noneMatch(name -> matches.test(one, name))) {
        problems.add("'" + pattern + "' matches nothing." + Suggestion.of(pattern, names));
      }
    }
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "captain.files (from "
              + setting.origin()
              + ") does not fit "
              + reference
              + ", so no file was written. The image has "
              + listed(names)
              + ". Use * within a name, and directory/** for all that is in a directory:",
          problems);
    }
  }

  private static String listed(Collection<String> names) {
    List<String> sorted = List.copyOf(new TreeSet<>(names));
    String shown =
        sorted.stream()
            .limit(MAX_NAMES)
            .map(Printable::of)
            .reduce((a, b) -> a + ", " + b)
            .orElse("no files");
    int more = sorted.size() - MAX_NAMES;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
