package io.github.captainos.git;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The tracked files that differ from a commit.
 *
 * @param files their paths, relative to the work tree, separated by {@code /}
 * @param all whether these are all of them; false if the search has ended early, or could not begin
 */
public record Changes(SortedSet<String> files, boolean all) {

  /** Nothing was compared, so no differing files are known. */
  public static final Changes NONE = new Changes(Collections.emptySortedSet(), false);

  public Changes {
    files = Collections.unmodifiableSortedSet(new TreeSet<>(files));
  }
}
