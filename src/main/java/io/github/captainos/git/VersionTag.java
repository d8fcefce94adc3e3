package io.github.captainos.git;

import java.io.IOException;
import java.time.Instant;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * A tag that a commit may be called by.
 *
 * @param name its name without {@code refs/tags/}
 * @param id what the reference names: a tag object, or the commit itself
 * @param annotated whether that is a tag object
 */
record VersionTag(String name, ObjectId id, boolean annotated) {

  /**
   * Whether git prefers this tag to one on the same commit whose name comes earlier in the
   * alphabet.
   */
  boolean beats(VersionTag earlier, RevWalk walk) throws IOException {
    if (annotated && earlier.annotated) {
      return date(walk).isAfter(earlier.date(walk));
    }
    return annotated && !earlier.annotated;
  }

  /**
   * What {@code git describe --abbrev=0} prints.
   *
   * <p>That is the tag's name, except where a reference was renamed and so differs from the name
   * inside of the tag object. git then prints the latter, and in full how it came to it.
   *
   * @param depth how many commits {@code head} is ahead of the tagged one, along first parents
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
    // the walk drops the bodies of what it parses, to be quick on long histories
    walk.parseBody(tag);
    PersonIdent tagger = tag.getTaggerIdent();
    // tags of the earliest versions of git have no tagger
    return tagger == null ? Instant.EPOCH : tagger.getWhenAsInstant();
  }
}
