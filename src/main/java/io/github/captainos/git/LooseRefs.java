package io.github.captainos.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/**
 * Finds references whose files are damaged, such as the empty files that a crash may leave, or
 * cannot be read.
 *
 * <p>JGit silently ignores these files, or uses an older value from {@code packed-refs}. Then an
 * older tag would be used as the version.
 */
final class LooseRefs {

  private static final Pattern CONTENT =
      Pattern.compile("(?s)[0-9a-fA-F]{40}(\\s.*)?|ref:\\s*\\S.*");
  private static final int LONGEST = 4096;

  private final Path root;

  LooseRefs(Repository repository) {
    root = repository.getCommonDirectory().toPath();
  }

  /** Throws if {@code ref} (a full name, {@code refs/heads/main}) has a damaged file. */
  void check(String ref) throws IOException {
    Path file = root.resolve(ref);
    requireAccess(file.getParent());
    if (Files.isRegularFile(file)) {
      check(file, ref);
    }
  }

  /** Checks all tags whose short name matches. */
  void checkTags(Predicate<String> wanted) throws IOException {
    Path tags = root.resolve(Constants.R_TAGS);
    requireAccess(tags);
    if (Files.isDirectory(tags)) {
      Files.walkFileTree(
          tags, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor(tags, wanted));
    }
  }

  /** Checks that a directory is accessible: otherwise, its content would seem not to exist. */
  private void requireAccess(Path below) throws IOException {
    Path directory = root;
    for (Path name : root.relativize(below)) {
      directory = directory.resolve(name);
      if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
        throw Problem.forbidden(directory);
      }
    }
  }

  private SimpleFileVisitor<Path> visitor(Path tags, Predicate<String> wanted) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        String name = tags.relativize(file).toString().replace('\\', '/');
        // other files are not references, such as locks and files of file managers
        if (Repository.isValidRefName(Constants.R_TAGS + name) && wanted.test(name)) {
          check(file, Constants.R_TAGS + name);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
        return passOverIfGone(problem);
      }
    };
  }

  private void check(Path file, String ref) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String content = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
      if (!CONTENT.matcher(content).matches()) {
        throw Problem.damaged(root, ref + " is damaged: its file contains no commit id.");
      }
    } catch (NoSuchFileException e) {
      passOverIfGone(e);
    }
  }

  /**
   * Continues if the file does not exist: another process may have moved the reference to {@code
   * packed-refs}.
   */
  private static FileVisitResult passOverIfGone(IOException problem) throws IOException {
    if (problem instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw problem;
  }
}
