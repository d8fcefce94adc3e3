package io.github.captainos.git;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * The location of a repository.
 *
 * <p>JGit can search for it, too, but continues the search if it finds a {@code .git} that it
 * cannot read. A build would then take its version from a repository that contains the broken one.
 *
 * @param path the git directory: {@code .git}, or the directory of a bare repository, or the
 *     directory that the {@code .git} file of a linked work tree or a submodule points to
 * @param seenAt the directory for messages: the work tree, if there is one
 */
record GitDirectory(Path path, Path seenAt) {

  private static final String DOT_GIT = ".git";
  private static final String POINTER = "gitdir:";

  /**
   * @param start an existing directory
   * @param environment returns the value of an environment variable, or null
   */
  static Optional<GitDirectory> find(Path start, Function<String, @Nullable String> environment)
      throws IOException {
    String explicit = environment.apply("GIT_DIR");
    if (explicit != null) {
      return Optional.of(explicit(explicit));
    }
    // git uses the physical path, with symbolic links resolved
    Path from = start.toRealPath();
    Set<Path> ceilings = ceilings(environment.apply("GIT_CEILING_DIRECTORIES"));
    for (Path at = from; at != null; at = at.getParent()) {
      // a ceiling limits the search in parent directories, not in the first directory
      if (at != from && ceilings.contains(at)) {
        return Optional.empty();
      }
      Path dotGit = at.resolve(DOT_GIT);
      if (Files.exists(dotGit, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(new GitDirectory(readable(dotGit), at));
      }
      if (isRepository(at)) {
        return Optional.of(new GitDirectory(at, at));
      }
    }
    return Optional.empty();
  }

  private static GitDirectory explicit(String value) throws IOException {
    Path path = Path.of(value).toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw Problem.of(
          path, "it does not exist.", "Correct or unset the environment variable GIT_DIR.");
    }
    return new GitDirectory(readable(path), path);
  }

  private static Set<Path> ceilings(@Nullable String list) {
    Set<Path> result = new HashSet<>();
    if (list == null) {
      return result;
    }
    for (String entry : list.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (path.isAbsolute()) {
        result.add(path.normalize());
        try {
          result.add(path.toRealPath());
        } catch (IOException e) {
          // git ignores a ceiling that does not exist
        }
      }
    }
    return result;
  }

  /** Returns the git directory that {@code dotGit} is or points to. */
  private static Path readable(Path dotGit) throws IOException {
    if (!Files.exists(dotGit)) {
      throw Problem.of(dotGit, "it is a broken symbolic link.", "Correct or remove the link.");
    }
    if (!Files.isReadable(dotGit)) {
      throw Problem.forbidden(dotGit);
    }
    Path directory = Files.isRegularFile(dotGit) ? target(dotGit) : dotGit;
    if (!isRepository(directory)) {
      throw Problem.damaged(dotGit, whatIsMissing(directory));
    }
    return directory;
  }

  private static Path target(Path file) throws IOException {
    String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    String value = content.startsWith(POINTER) ? content.substring(POINTER.length()).strip() : "";
    if (value.isEmpty()) {
      throw Problem.of(
          file,
          "the file does not contain 'gitdir: <path>'.",
          "Check out the sources again, or remove the file.");
    }
    Path target = file.resolveSibling(value).normalize();
    if (!Files.isDirectory(target)) {
      throw Problem.of(
          file,
          "it points to " + target + ", which does not exist.",
          "Run 'git worktree repair' in the main work tree. In a container, mount that directory"
              + " too.");
    }
    return target;
  }

  private static boolean isRepository(Path directory) {
    return FileKey.isGitRepository(directory.toFile(), FS.DETECTED);
  }

  private static String whatIsMissing(Path directory) {
    Path commonDirectory = directory.resolve("commondir");
    if (Files.exists(commonDirectory)) {
      return "the repository that " + commonDirectory + " names does not exist, or is damaged.";
    }
    for (String part : List.of("objects", "refs", "HEAD")) {
      if (!Files.exists(directory.resolve(part))) {
        return "it has no '" + part + "'.";
      }
    }
    return "its HEAD refers to neither a branch nor a commit.";
  }
}
