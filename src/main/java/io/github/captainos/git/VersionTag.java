package io.github.captainos.git;

import java.io.IOException;
import java.time.Instant;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * A tag that can describe a commit.
 *
 * @param name its name without {@code refs/tags/}
 * @param id the object that the reference refers to: a tag object, or the commit itself
 * @param annotated whether that is a tag object
 */
record VersionTag(String name, ObjectId id, boolean annotated) {

  /**
   * Returns whether git prefers this tag to one on the same commit whose name is earlier in the
   * sort order.
   */
  boolean beats(VersionTag earlier, RevWalk walk) throws IOException {
    if (annotated && earlier.annotated) {
      return date(walk).isAfter(earlier.date(walk));
    }
    return annotated && !earlier.annotated;
  }

  /**
   * Returns the output of {@code git describe --abbrev=0}.
   *
   * <p>This is the tag's name, unless a reference was renamed and so differs from the name in the
   * tag object. Then git prints the latter, with distance and id.
   *
   * @param depth the number of commits from the tagged commit to {@code head}, along first parents
   */
  String describe(ObjectId head, int depth, RevWalk walk) throws IOException {
    if (!annotated) {
      return name;
    }
    RevTag tag = walk.parseTag(id);
    String inside = tag.getTagName();
    if (inside.equals(name)) {
      return name;
    }
    ObjectId shown = depth == 0 ? tag.getObject() : head;
    return inside + "-" + depth + "-g" + shown.name();
  }

  private Instant date(RevWalk walk) throws IOException {
    RevTag tag = walk.parseTag(id);
    // the walk discards the bodies of the objects that it parses, to be fast on long histories
    walk.parseBody(tag);
    PersonIdent tagger = tag.getTaggerIdent();
    // tags of the earliest versions of git have no tagger
    return tagger == null ? Instant.EPOCH : tagger.getWhenAsInstant();
  }
}
