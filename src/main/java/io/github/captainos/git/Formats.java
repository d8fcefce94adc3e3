package io.github.captainos.git;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;

/** Rejects repository formats that JGit opens, but reads incorrectly. */
final class Formats {

  private static final String EXTENSIONS = "extensions";

  private Formats() {}

  static void check(Repository repository, Path where) throws IOException {
    String ids = repository.getConfig().getString(EXTENSIONS, null, "objectFormat");
    if (ids != null && !ids.equalsIgnoreCase("sha1")) {
      throw Problem.of(
          where,
          "its object format is " + ids + ", and only sha1 is supported.",
          "Build from a repository with sha1 ids.");
    }
    String refs = repository.getConfig().getString(EXTENSIONS, null, "refStorage");
    boolean linked = !repository.getDirectory().equals(repository.getCommonDirectory());
    // JGit looks for the HEAD of a linked work tree in the table of the main work tree
    if (linked && "reftable".equalsIgnoreCase(refs)) {
      throw Problem.of(
          where,
          "it is a linked work tree, and its references are in the reftable format.",
          "Build in the main work tree, or run 'git refs migrate --ref-format=files' there.");
    }
  }
}
