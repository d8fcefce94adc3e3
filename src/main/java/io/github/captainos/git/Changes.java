package io.github.captainos.git;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The tracked files that differ from a commit.
 *
 * @param files their paths, relative to the work tree, with {@code /} in between
 * @param all whether these are all of them; else the search has ended early
 */
public record Changes(SortedSet<String> files, boolean all) {

  /** No file differs, or none is known to. */
  public static final Changes NONE = new Changes(Collections.emptySortedSet(), true);

  public Changes {
    files = Collections.unmodifiableSortedSet(new TreeSet<>(files));
  }
}
