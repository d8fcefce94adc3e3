package io.github.captainos.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The commits of a repository.
 *
 * @param repository the repository
 * @param directory where it is, for messages
 */
record Commits(Repository repository, Path directory) {

  /**
   * Returns the commit that {@code HEAD} refers to; empty if there is none yet.
   *
   * @throws IOException if it cannot be read
   */
  Optional<ObjectId> head() throws IOException {
    Ref head = repository.exactRef(Constants.HEAD);
    if (head == null) {
      throw Problem.damaged(directory, "its HEAD refers to neither a branch nor a commit.");
    }
    if (head.isSymbolic()) {
      new LooseRefs(repository).check(head.getLeaf().getName());
    }
    ObjectId id = head.getObjectId();
    if (id == null) {
      return Optional.empty();
    }
    try (RevWalk walk = new RevWalk(repository)) {
      return Optional.of(walk.parseCommit(id).copy());
    }
  }

  /**
   * Returns the time of a commit, that of its committer; empty if there is no such commit, or
   * several.
   *
   * @throws IOException if it cannot be read
   */
  Optional<Instant> timeOf(AbbreviatedObjectId abbreviated) throws IOException {
    Optional<Instant> result = Optional.empty();
    try (ObjectReader reader = repository.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      for (ObjectId id : reader.resolve(abbreviated)) {
        if (reader.has(id) && walk.parseAny(id) instanceof RevCommit found) {
          if (result.isPresent()) {
            return Optional.empty();
          }
          PersonIdent committer = found.getCommitterIdent();
          if (committer == null) {
            throw Problem.damaged(directory, "commit " + id.name() + " has no committer.");
          }
          result = Optional.of(committer.getWhenAsInstant());
        }
      }
    }
    return result;
  }
}
