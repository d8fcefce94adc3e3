package io.github.captainos.image.tar;

import java.util.function.Predicate;

/**
 * What is taken of a directory. Both predicates are given the path of an entry in the directory,
 * with {@code /} between the components.
 *
 * @param id differs from that of another selection of the same directory; empty if everything is
 *     taken
 * @param included matches what is taken, unless it is excluded
 * @param excluded matches what is not taken
 */
public record Selection(String id, Predicate<String> included, Predicate<String> excluded) {
  /** Takes everything. */
  public static final Selection ALL = new Selection("", path -> true, path -> false);

  boolean takes(String path) {
    return included.test(path) && !excluded.test(path);
  }

  boolean excludes(String path) {
    return excluded.test(path);
  }
}
