package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be read is an error that names the place, and never "there is none". */
class DamagedRepositoryTest {

  @TempDir Path temporary;
  private Git git;
  private Path gitDir;

  @BeforeEach
  void aRepositoryWithinAnother() throws IOException {
    // which must not be taken for the inner one
    Git outer = Git.init(temporary.toRealPath().resolve("outer"));
    outer.commit("outer");
    outer.lightweight("v9.0");
    git = Git.init(outer.directory.resolve("repository"));
    gitDir = git.directory.resolve(".git");
    git.commit("first");
    git.annotated("v1.0").commit("second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "", "ref: ", "0123456789abcdef", "ref: main"})
  void aCorruptedHeadIsAnError(String content) throws IOException {
    Files.writeString(gitDir.resolve("HEAD"), content);
    assertNothingCanBeRead(git, "not a git repository");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "", "0123456789abcdef"})
  void aCorruptedHeadOfALinkedWorkTreeIsAnError(String content) throws IOException {
    git.run("worktree", "add", "--quiet", "../linked");
    Files.writeString(gitDir.resolve("worktrees/linked/HEAD"), content);
    assertNothingCanBeRead(Git.in(git.directory.resolveSibling("linked")), "git worktree repair");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "objects", "refs"})
  void aMissingPartIsAnError(String part) throws IOException {
    Files.move(gitDir.resolve(part), gitDir.resolve("moved"));
    assertNothingCanBeRead(git, "not a git repository", "git fsck");
  }

  @Test
  void anEmptyDotGitIsAnError() throws IOException {
    Path directory = Files.createDirectories(git.directory.resolve("sub/.git")).getParent();
    assertNothingCanBeRead(Git.in(directory), "git fsck");
  }

  @Test
  void aDotGitFileThatIsNoPointerIsAnError() throws IOException {
    Path directory = Files.createDirectory(git.directory.resolve("sub"));
    Files.writeString(directory.resolve(".git"), "garbage\n");
    assertNothingCanBeRead(
        Git.in(directory), "invalid gitfile format: ", "Its file .git names a directory");
  }

  @Test
  void aLinkedWorkTreeWhoseRepositoryIsNotThereIsAnError() throws IOException {
    git.run("worktree", "add", "--quiet", "../linked");
    Files.move(git.directory, git.directory.resolveSibling("moved"));
    assertNothingCanBeRead(
        Git.in(git.directory.resolveSibling("linked")),
        "git worktree repair",
        "in a container, mount that directory, too");
  }

  @Test
  void aDotGitThatIsALinkToNowhereIsAnError() throws IOException {
    Path directory = Files.createDirectory(git.directory.resolve("sub"));
    Files.createSymbolicLink(directory.resolve(".git"), Path.of("gone"));
    assertNothingCanBeRead(Git.in(directory), "not a git repository");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[core", "[core]\n\trepositoryformatversion = one\n"})
  void settingsOfTheRepositoryThatCannotBeReadAreAnError(String content) throws IOException {
    Files.writeString(gitDir.resolve("config"), content);
    assertNothingCanBeRead(git, ".git/config");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "0123456789012345678901234567890123456789x"})
  void aDamagedBranchIsAnError(String content) throws IOException {
    git.run("pack-refs", "--all");
    Files.writeString(gitDir.resolve("refs/heads/main"), content);
    assertNothingCanBeRead(git, "refs/heads/main");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "0123456789012345678901234567890123456789x"})
  void aDamagedVersionTagIsAnError(String content) throws IOException {
    Files.writeString(gitDir.resolve("refs/tags/v2.0"), content);
    assertNotDescribed("broken ref refs/tags/v2.0");
    git.run("tag", "--delete", "v1.0");
    // what git warns of besides is not the damage
    git.run("config", "core.fsyncObjectFiles", "true");
    try (GitRepository repository = git.open()) {
      assertError(() -> repository.describe(null), git, ": warning: ignoring broken ref refs");
    }
  }

  @Test
  void aDamagedTagThatIsNotLookedForDoesNotMatter() throws IOException {
    Files.writeString(gitDir.resolve("refs/tags/other"), "");
    Files.writeString(gitDir.resolve("refs/tags/v3.0.lock"), "");
    git.run("config", "core.fsyncObjectFiles", "true");
    assertThat(git.run("for-each-ref", "refs/tags/v*")).isNotEmpty();
    try (GitRepository repository = git.open()) {
      assertThat(repository.describe(null)).contains("v1.0");
    }
  }

  @Test
  void aVersionTagWhoseObjectIsMissingIsAnError() throws IOException {
    Files.writeString(gitDir.resolve("refs/tags/v2.0"), "1".repeat(40) + "\n");
    assertNotDescribed("1".repeat(40));
  }

  @Test
  void aMissingCommitIsAnError() throws IOException {
    String first = git.run("rev-parse", "HEAD~1");
    git.run("tag", "--delete", "v1.0");
    git.run("update-ref", "refs/tags/v0.1", git.run("commit-tree", "-m", "x", "HEAD^{tree}"));
    Files.delete(object(first));
    assertNotDescribed(first);
  }

  @Test
  void aHeadWhoseCommitIsMissingIsAnError() throws IOException {
    String head = git.run("rev-parse", "HEAD");
    Files.delete(object(head));
    assertNothingCanBeRead(git, "HEAD");
    try (GitRepository repository = git.open()) {
      assertError(() -> repository.commit(head), git, "HEAD");
      // which may be missing as well
      assertError(() -> repository.commit("1".repeat(40)), git, "HEAD");
    }
  }

  @Test
  void aCommitThatIsGarbageIsAnError() throws IOException {
    String head = git.run("rev-parse", "HEAD");
    Path object = object(head);
    Files.delete(object);
    Files.writeString(object, "garbage");
    assertNothingCanBeRead(git, head);
    try (GitRepository repository = git.open()) {
      assertError(() -> repository.commit(head), git, head);
      assertError(() -> repository.commit(head.substring(0, 7)), git, head);
    }
  }

  @Test
  void packedReferencesThatAreGarbageAreAnError() throws IOException {
    Files.writeString(gitDir.resolve("packed-refs"), "garbage\n");
    assertNothingCanBeRead(git, "packed-refs: garbage");
  }

  @Test
  void aDamagedIndexOfAPackIsAnError() throws IOException {
    git.run("gc", "--quiet", "--prune=now");
    try (Stream<Path> packs = Files.list(gitDir.resolve("objects/pack"))) {
      Path index = packs.filter(file -> file.toString().endsWith(".idx")).findAny().orElseThrow();
      Files.delete(index);
      Files.writeString(index, "garbage");
    }
    assertNothingCanBeRead(git, ".idx is too small");
  }

  /** Nothing writes to the pipe, so a command that reads it does not end. */
  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "config", "refs/heads/main"})
  @DisabledOnOs(OS.WINDOWS)
  void aPipeInPlaceOfAFileIsAnError(String file) throws IOException {
    Files.deleteIfExists(gitDir.resolve(file));
    Command.run(gitDir, "mkfifo", file);
    try (GitRepository repository = git.find(Map.of(), Duration.ofMillis(1)).orElseThrow()) {
      assertError(repository::head, git, "'git rev-list ", "did not end within 0 seconds");
      assertError(() -> repository.describe(null), git, "'git describe ", "did not end within");
      assertThat(repository.changes("1234567")).isEmpty();
    }
    ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/git"))
        .forEach(child -> child.onExit().join());
  }

  private Path object(String id) {
    return gitDir.resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
  }

  private void assertNotDescribed(String what) throws IOException {
    try (GitRepository repository = git.open()) {
      assertThat(repository.head()).isPresent();
      assertError(() -> repository.describe(null), git, what, "git fsck");
    }
  }

  private static void assertNothingCanBeRead(Git git, String... what) throws IOException {
    try (GitRepository repository = git.open()) {
      assertError(repository::head, git, what);
      assertError(() -> repository.describe(null), git, what);
    }
  }

  private static void assertError(ThrowingCallable call, Git git, String... what) {
    assertThatIOException()
        .isThrownBy(call)
        .withMessageStartingWith("Cannot read the Git repository " + git.directory + ": ")
        .satisfies(e -> assertThat(e).message().contains(what).doesNotContain("\n"));
  }
}
