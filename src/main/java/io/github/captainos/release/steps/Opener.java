package io.github.captainos.release.steps;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;

/** A function that opens a repository: {@link Repository#open}, unless a test watches a job. */
public interface Opener {
  Registry open(Repository repository, Access access) throws ReleaseException;
}
