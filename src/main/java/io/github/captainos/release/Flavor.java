package io.github.captainos.release;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The flavor of a release: which one of several systems that are published from one commit.
 *
 * @param name its name, which follows the release's tag in the tags of the images; null without a
 *     flavor
 */
public record Flavor(@Nullable String name) {
  /** That of a release that has none. */
  public static final Flavor NONE = new Flavor(null);

  /** Is not written {@code [a-z0-9]+([._-][a-z0-9]+)*}, since Java's stack limits such a loop. */
  private static final Pattern NAME =
      Pattern.compile("(?!.*[._-]{2})[a-z0-9]([a-z0-9._-]*[a-z0-9])?");

  /**
   * Checks the parameter {@code flavor}.
   *
   * @param setting the value, or null if it is not set
   * @param targets the names of all targets, whose tags must not be those of a flavor
   * @throws ReleaseException if the value is invalid
   */
  public static Flavor of(@Nullable Setting setting, List<String> targets) throws ReleaseException {
    if (setting == null) {
      return NONE;
    }
    String problem = problem(setting.value(), targets);
    if (!problem.isEmpty()) {
      throw new ReleaseException(
          "The flavor " + setting + problem + ". Set another captain.flavor, as in raspberry-pi.");
    }
    return new Flavor(setting.value());
  }

  private static String problem(String name, List<String> targets) {
    if (!NAME.matcher(name).matches()) {
      return " is not a valid name: lower-case letters and digits, with single '.', '_' or '-'"
          + " inside";
    }
    if (TargetNames.isReserved(name)) {
      return " is a name that stands for images: both, combined and all do";
    }
    for (String target : targets) {
      if (name.equals(target)) {
        return " is the name of a target, so an image's tag could be that of either";
      }
      if (name.endsWith("-" + target)) {
        return " ends in -" + target + ", as the tags of the target " + target + " do";
      }
    }
    return "";
  }

  /** Returns the text with {@code -} and the name appended; without a flavor, the text alone. */
  String appendedTo(String text) {
    return name == null ? text : text + "-" + name;
  }
}
