package io.github.captainos.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * An implementation of {@code git describe --tags --first-parent --abbrev=0 --match 'v[0-9]*'
 * [--exclude <pattern>]}.
 *
 * <p>JGit's DescribeCommand cannot follow only first parents, prefers other tags than git if a
 * commit has several, and fails on tags without a tagger.
 */
final class Describe {

  private static final Glob VERSION = new Glob("v[0-9]*");

  /** git resolves ties by the order of its references, which is that of their bytes. */
  private static final Comparator<Ref> BY_NAME =
      Comparator.comparing(
          ref -> ref.getName().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final Repository repository;
  private final Predicate<String> wanted;

  Describe(Repository repository, @Nullable String exclude) {
    this.repository = repository;
    if (exclude == null) {
      wanted = VERSION::matches;
    } else {
      Glob excluded = new Glob(exclude);
      wanted = name -> VERSION.matches(name) && !excluded.matches(name);
    }
  }

  /**
   * Returns the description of {@code head}; empty if no matching tag is on its line of first
   * parents.
   */
  Optional<String> describe(ObjectId head) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      RevCommit commit = walk.parseCommit(head);
      Map<ObjectId, VersionTag> tags = tags(walk);
      if (tags.isEmpty()) {
        return Optional.empty();
      }
      for (int depth = 0; ; depth++) {
        VersionTag tag = tags.get(commit);
        if (tag != null) {
          return Optional.of(tag.describe(head, depth, walk));
        }
        if (commit.getParentCount() == 0) {
          return Optional.empty();
        }
        commit = commit.getParent(0);
        walk.parseHeaders(commit);
      }
    }
  }

  /** Returns, for each tagged commit (or other object), the tag by which git describes it. */
  private Map<ObjectId, VersionTag> tags(RevWalk walk) throws IOException {
    new LooseRefs(repository).checkTags(wanted);
    List<Ref> refs = new ArrayList<>(repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS));
    refs.sort(BY_NAME);
    Map<ObjectId, VersionTag> result = new HashMap<>();
    for (Ref ref : refs) {
      String name = ref.getName().substring(Constants.R_TAGS.length());
      ObjectId id = ref.getObjectId();
      if (id == null || !wanted.test(name)) {
        continue;
      }
      ObjectId target = target(ref, id, walk);
      VersionTag tag = new VersionTag(name, id, !target.equals(id));
      VersionTag known = result.get(target);
      if (known == null || tag.beats(known, walk)) {
        result.put(target, tag);
      }
    }
    return result;
  }

  /** Returns the object that a tag finally refers to, through any chain of tag objects. */
  private static ObjectId target(Ref ref, ObjectId id, RevWalk walk) throws IOException {
    if (ref.isPeeled()) {
      ObjectId peeled = ref.getPeeledObjectId();
      return peeled == null ? id : peeled;
    }
    RevObject object = walk.parseAny(id);
    return object instanceof RevTag ? walk.peel(object).copy() : id;
  }
}
