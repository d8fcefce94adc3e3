package io.github.captainos.release;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which images the parameter {@code target} selects. */
final class TargetSelection {
  /** The combined image, as reports name it. */
  static final String COMBINED = "both";

  private static final String COMBINED_TOO = "combined";
  private static final String ALL = "all";
  private static final Set<String> RESERVED = Set.of(COMBINED, COMBINED_TOO, ALL);

  private final List<TargetFiles> targets;
  private final boolean combined;

  private TargetSelection(List<TargetFiles> targets, boolean combined) {
    this.targets = targets;
    this.combined = combined;
  }

  /**
   * @param targets all targets of the POM
   * @param selected the name of one, {@code both}, {@code combined} or {@code all}
   * @throws ReleaseException if there are no targets, if one has an impossible name or no files, or
   *     if the value selects nothing
   */
  static TargetSelection of(List<TargetFiles> targets, Setting selected) throws ReleaseException {
    check(targets);
    return switch (selected.value()) {
      case ALL -> new TargetSelection(targets, true);
      case COMBINED, COMBINED_TOO -> new TargetSelection(List.of(), true);
      default -> new TargetSelection(List.of(named(targets, selected)), false);
    };
  }

  /** Returns the targets whose own images are selected, in the POM's order. */
  List<TargetFiles> targets() {
    return targets;
  }

  /** Returns whether the combined image is selected. */
  boolean combined() {
    return combined;
  }

  private static TargetFiles named(List<TargetFiles> targets, Setting selected)
      throws ReleaseException {
    for (TargetFiles target : targets) {
      if (target.name().equals(selected.value())) {
        return target;
      }
    }
    throw new ReleaseException(
        "The target "
            + selected
            + " is none of this project's. Valid are: "
            + targets.stream().map(TargetFiles::name).collect(Collectors.joining(", "))
            + ", both (also written combined), and all.");
  }

  private static void check(List<TargetFiles> targets) throws ReleaseException {
    if (targets.isEmpty()) {
      throw new ReleaseException(
          "There is nothing to publish: no <targets> are set. Add to the plugin's configuration"
              + " a <target> with a <name> and its <files>.");
    }
    Set<String> names = new HashSet<>();
    for (TargetFiles target : targets) {
      String name = target.name();
      if (name.isBlank()) {
        throw new ReleaseException("A <target> has no <name>. Name it, as in amd64.");
      }
      if (RESERVED.contains(name)) {
        throw new ReleaseException(
            "A <target> is named '"
                + name
                + "', which stands for "
                + (name.equals(ALL) ? "all images" : "the combined image")
                + ". Give it another <name>.");
      }
      if (!Names.isTag("_" + name)) {
        throw new ReleaseException(
            "The <target> name '"
                + name
                + "' cannot end a tag: letters, digits, '_', '.' and '-' can. Rename it.");
      }
      if (!names.add(name)) {
        throw new ReleaseException(
            "Two <target>s are named '" + name + "'. Give each a <name> of its own.");
      }
      if (target.files().isEmpty()) {
        throw new ReleaseException(
            "The <target> '" + name + "' has no files. Add a <file> to its <files>.");
      }
    }
  }
}
