package io.github.captainos.release.pull;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.tar.EntryNames;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.support.PathPatterns;
import io.github.captainos.support.Printable;
import io.github.captainos.support.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The files that a pull takes of an image: those that match patterns, or all. */
final class FileSelection {
  private static final int MOST_NAMES = 30;

  /** What the user set; null for all files. */
  private final @Nullable Setting setting;

  private final List<String> patterns;
  private final PathPatterns all;

  private FileSelection(@Nullable Setting setting, List<String> patterns) {
    this.setting = setting;
    this.patterns = patterns;
    this.all = PathPatterns.of(patterns);
  }

  /**
   * @param setting patterns, separated by commas; null for all files
   * @throws ReleaseException if there is no pattern, or one is invalid
   */
  static FileSelection of(@Nullable Setting setting) throws ReleaseException {
    if (setting == null) {
      return new FileSelection(null, List.of("**"));
    }
    List<String> patterns = new ArrayList<>();
    for (String pattern : setting.value().split(",")) {
      if (!pattern.isBlank()) {
        patterns.add(pattern.strip().replaceFirst("^(\\./)+", ""));
      }
    }
    if (patterns.isEmpty()) {
      throw new ReleaseException(
          "captain.files "
              + setting
              + " has no pattern. Set it to names of files, such as vmlinuz*");
    }
    try {
      return new FileSelection(setting, patterns);
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
  private static Optional<String> content(Descriptor layer) {
    return layer.archived().filter(name -> EntryNames.problemOfPublished(name).isEmpty());
  }

  /**
   * Checks by titles that each pattern may match something, before anything is fetched.
   *
   * @throws ReleaseException if one cannot
   */
  void checkTitles(String reference, List<Descriptor> layers) throws ReleaseException {
    List<String> names = new ArrayList<>();
    for (Descriptor layer : layers) {
      Optional<String> name = content(layer);
      if (name.isEmpty()) {
        return;
      }
      names.add(name.get());
    }
    check(
        reference,
        names,
        pattern -> names.stream().anyMatch(PathPatterns.of(List.of(pattern))::mayMatchBelow));
  }

  /**
   * Checks that each pattern matches something.
   *
   * @param paths the paths of the image, as far as its layers were fetched
   * @throws ReleaseException if one does not
   */
  void checkPaths(String reference, Collection<String> paths) throws ReleaseException {
    check(
        reference,
        paths,
        pattern -> paths.stream().anyMatch(PathPatterns.of(List.of(pattern))::matchesOrHolds));
  }

  private void check(String reference, Collection<String> names, Predicate<String> matches)
      throws ReleaseException {
    if (setting == null) {
      return;
    }
    List<String> problems = new ArrayList<>();
    for (String pattern : patterns) {
      if (!matches.test(pattern)) {
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
            .limit(MOST_NAMES)
            .map(Printable::of)
            .reduce((a, b) -> a + ", " + b)
            .orElse("no files");
    int more = sorted.size() - MOST_NAMES;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
