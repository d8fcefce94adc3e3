package io.github.captainos.release;

import io.github.captainos.support.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The names of targets, and the reserved names for several of them. */
public final class TargetNames {
  /** The name of the combined image, as in reports. */
  public static final String COMBINED = "both";

  /** The name for all images. */
  public static final String ALL = "all";

  private static final String COMBINED_TOO = "combined";
  private static final Set<String> RESERVED = Set.of(COMBINED, COMBINED_TOO, ALL);

  private TargetNames() {}

  /** Returns whether a value of the parameter {@code target} stands for the combined image. */
  public static boolean isCombined(String value) {
    return value.equals(COMBINED) || value.equals(COMBINED_TOO);
  }

  /**
   * Returns the targets of all images of a release, in the order in which their tags move: the
   * combined image last, so that if its tag exists, the others exist, too.
   *
   * @param targets the names of the targets that have files
   */
  public static List<String> withCombined(List<String> targets) {
    List<String> all = new ArrayList<>(targets);
    all.add(COMBINED);
    return List.copyOf(all);
  }

  /** Returns whether a name stands for several targets, so that no target can have it. */
  static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  /**
   * Splits a list of names, with commas in between.
   *
   * @param list the value of {@code captain.targets}
   * @throws ReleaseException if one of them cannot be a target's name, or two are the same
   */
  public static List<String> listed(Setting list) throws ReleaseException {
    List<String> names = Arrays.stream(list.value().split(",", -1)).map(String::strip).toList();
    try {
      check(names);
    } catch (ReleaseException e) {
      // captain.targets has no elements
      String message = e.getMessage().replace("<target>", "target").replace("<name>", "name");
      throw new ReleaseException("captain.targets is " + list + ". " + message);
    }
    return names;
  }

  /**
   * @throws ReleaseException if one of them cannot be a target's name, or two are the same
   */
  public static void check(List<String> names) throws ReleaseException {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isBlank()) {
        throw new ReleaseException("A <target> has no <name>. Name it, as in amd64.");
      }
      if (isReserved(name)) {
        throw new ReleaseException(
            "A <target> is named '"
                + name
                + "', which stands for "
                + (name.equals(ALL) ? "all images" : "the combined image")
                + ". Give it another <name>.");
      }
      if (!ReferenceSyntax.isTag("_" + name)) {
        throw new ReleaseException(
            "The <target> name '"
                + name
                + "' cannot be part of a tag. Use letters, digits, '_', '.' and '-'.");
      }
      if (!seen.add(name)) {
        throw new ReleaseException(
            "Two <target>s are named '" + name + "'. Give each a unique <name>.");
      }
    }
  }

  /**
   * @param names the names of all targets
   * @param selected a value that is not one of them
   * @param special reserved names that are valid, too
   * @param advice what else to do
   */
  public static ReleaseException unknown(
      List<String> names, Setting selected, List<String> special, String advice) {
    List<String> valid = new ArrayList<>(names);
    valid.addAll(List.of(COMBINED, COMBINED_TOO));
    valid.addAll(special);
    return new ReleaseException(
        "The target "
            + selected
            + " is not a target of this project."
            + Suggestion.of(selected.value(), valid)
            + " Valid values: "
            + String.join(", ", names)
            + ", both (also written combined)"
            + special.stream().map(", and "::concat).collect(Collectors.joining())
            + ". Set captain.target to one of them"
            + advice
            + ".");
  }
}
