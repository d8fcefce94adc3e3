package io.github.captainos.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.dircache.DirCacheTree;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * A search for tracked files that differ from a commit: in the work tree, or in the index.
 *
 * <p>JGit's own {@code IndexDiff} lists all directories, including those of untracked files, and
 * runs the filter programs that a repository configures. This class reads the size and the time of
 * each tracked file, and reads only the files whose size or time differs from the index. It does
 * not write the index.
 */
final class ChangedFiles {

  /** Attributes of files that git converts in ways that are not implemented here. */
  private static final List<String> CONVERSIONS =
      List.of(Constants.ATTR_FILTER, "ident", "working-tree-encoding");

  private final Repository repository;
  private final int most;
  private final IntPredicate stop;
  private final SortedSet<String> changed = new TreeSet<>();
  private int compared;
  private boolean stopped;

  /**
   * @param most the search ends when it has found this number of files
   * @param stop called repeatedly with the number of compared files; the search ends when it
   *     returns true
   */
  ChangedFiles(Repository repository, int most, IntPredicate stop) {
    this.repository = repository;
    this.most = most;
    this.stop = stop;
  }

  Changes since(ObjectId commit) throws IOException {
    // the checksum of the index is not verified: that takes as long as everything else together
    repository.getConfig().setBoolean("index", null, "skipHash", true);
    DirCache index = DirCache.read(repository);
    compareIndex(index, commit);
    compareWorkTree(index);
    return new Changes(changed, !stopped);
  }

  private boolean isOver(int found) {
    stopped = stopped || found >= most || stop.test(compared);
    return stopped;
  }

  private void compareIndex(DirCache index, ObjectId commit) throws IOException {
    ObjectId tree;
    try (RevWalk commits = new RevWalk(repository)) {
      tree = commits.parseCommit(commit).getTree().copy();
    }
    DirCacheTree known = index.getCacheTree(false);
    if (known == null || !known.isValid() || !known.getObjectId().equals(tree)) {
      compareIndexWithTree(index, tree);
    }
  }

  /** Skips whole directories if the index has the id of their tree. */
  private void compareIndexWithTree(DirCache index, ObjectId tree) throws IOException {
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      walk.addTree(new DirCacheIterator(index));
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      while (!isOver(changed.size()) && walk.next()) {
        changed.add(walk.getPathString());
      }
    }
  }

  private void compareWorkTree(DirCache index) throws IOException {
    WorkTree files = new WorkTree(repository);
    List<DirCacheEntry> doubtful = new ArrayList<>();
    for (int i = 0; i < index.getEntryCount() && !isOver(changed.size()); i++) {
      compared++;
      DirCacheEntry entry = index.getEntry(i);
      WorkTree.State state = isCompared(entry) ? files.state(entry) : WorkTree.State.SAME;
      if (state == WorkTree.State.CHANGED) {
        changed.add(entry.getPathString());
      } else if (state == WorkTree.State.UNKNOWN) {
        doubtful.add(entry);
      }
    }
    SortedSet<String> different = new TreeSet<>();
    for (DirCacheEntry entry : doubtful) {
      if (!isOver(changed.size() + different.size()) && files.hasOtherContent(entry)) {
        different.add(entry.getPathString());
      }
    }
    if (!different.isEmpty()) {
      removeConverted(index, different);
      changed.addAll(different);
    }
  }

  /**
   * Returns whether an entry is compared: submodules, and files that the user told git to ignore,
   * are not.
   */
  private static boolean isCompared(DirCacheEntry entry) {
    return !entry.isAssumeValid()
        && !entry.isSkipWorkTree()
        && !FileMode.GITLINK.equals(entry.getRawMode());
  }

  private void removeConverted(DirCache index, SortedSet<String> paths) throws IOException {
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(new DirCacheIterator(index));
      walk.setRecursive(true);
      walk.setFilter(PathFilterGroup.createFromStrings(paths));
      walk.setOperationType(TreeWalk.OperationType.CHECKIN_OP);
      while (walk.next()) {
        Attributes attributes = walk.getAttributes();
        if (CONVERSIONS.stream()
            .anyMatch(name -> attributes.isSet(name) || attributes.isCustom(name))) {
          paths.remove(walk.getPathString());
        }
      }
    }
  }
}
