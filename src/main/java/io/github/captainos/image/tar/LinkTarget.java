package io.github.captainos.image.tar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The target of a symbolic link in an image, resolved by its text alone.
 *
 * @param link the path of the link, relative to the root of the image
 * @param text the target as it is stored, relative to the directory of the link
 * @param steps the paths that the target leads through, one for each of its components, relative to
 *     the root of the image; the last one is where it leads, and an empty path is the root
 */
public record LinkTarget(String link, String text, List<String> steps) {
  /** Each step is a path: without a limit, a short target could fill the memory. */
  private static final int MOST_STEPS = 256;

  public LinkTarget {
    steps = List.copyOf(steps);
  }

  /**
   * Resolves a target.
   *
   * @param link the path of the link, with {@code /} between its components
   * @param text the target
   * @throws IllegalArgumentException if it is absolute, leads outside of the image, has more than
   *     256 components, or one that no name in an image may have; the message continues "the link
   *     'name' "
   */
  public static LinkTarget of(String link, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("has no target");
    }
    if (text.startsWith("/") || text.matches("[A-Za-z]:.*")) {
      throw new IllegalArgumentException("leads to an absolute path");
    }
    Deque<String> path = new ArrayDeque<>(List.of(link.split("/")));
    path.removeLast();
    List<String> steps = new ArrayList<>();
    for (String component : text.split("/")) {
      if (component.isEmpty() || component.equals(".")) {
        continue;
      }
      if (!component.equals("..")) {
        path.addLast(checked(component));
      } else if (path.pollLast() == null) {
        throw new IllegalArgumentException("leads outside of the image");
      }
      if (steps.size() == MOST_STEPS) {
        throw new IllegalArgumentException(
            "has a target of more than " + MOST_STEPS + " components");
      }
      steps.add(String.join("/", path));
    }
    if (steps.isEmpty()) {
      steps.add(String.join("/", path));
    }
    return new LinkTarget(link, text, steps);
  }

  private static String checked(String component) {
    Optional<String> problem = EntryNames.problem(component);
    if (problem.isPresent()) {
      throw new IllegalArgumentException("leads to a path with a component that " + problem.get());
    }
    return component;
  }

  /** Returns the steps from which the target leads back to the directory above, in their order. */
  public List<String> turns() {
    List<String> turns = new ArrayList<>();
    for (int i = 0; i + 1 < steps.size(); i++) {
      if (steps.get(i + 1).length() < steps.get(i).length()) {
        turns.add(steps.get(i));
      }
    }
    return turns;
  }

  /** Returns where the link leads: a path relative to the root, which itself is empty. */
  public String destination() {
    return steps.get(steps.size() - 1);
  }

  /** Returns the paths that the target leads through before its destination. */
  public List<String> through() {
    return steps.subList(0, steps.size() - 1);
  }
}
