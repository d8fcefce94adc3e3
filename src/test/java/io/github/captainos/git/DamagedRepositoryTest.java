package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
    assertError(git::find, "HEAD refers to neither a branch nor a commit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "", "0123456789abcdef"})
  void aCorruptedHeadOfALinkedWorkTreeIsAnError(String content) throws IOException {
    git.run("worktree", "add", "--quiet", "../linked");
    Files.writeString(gitDir.resolve("worktrees/linked/HEAD"), content);
    try (GitRepository repository = Git.in(git.directory.resolveSibling("linked")).open()) {
      assertThatIOException()
          .isThrownBy(repository::head)
          .withMessageContaining("linked")
          .withMessageContaining("HEAD");
      assertThatIOException().isThrownBy(() -> repository.describe(null));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "objects", "refs"})
  void aMissingPartIsAnError(String part) throws IOException {
    Files.move(gitDir.resolve(part), gitDir.resolve("moved"));
    assertError(git::find, "it has no '" + part + "'");
  }

  @Test
  void anEmptyDotGitIsAnError() throws IOException {
    Path directory = Files.createDirectories(git.directory.resolve("sub/.git")).getParent();
    assertThatIOException()
        .isThrownBy(Git.in(directory)::find)
        .withMessageContaining(directory.resolve(".git").toString())
        .withMessageContaining("git fsck");
  }

  @Test
  void aDotGitFileThatIsNoPointerIsAnError() throws IOException {
    Path directory = Files.createDirectory(git.directory.resolve("sub"));
    Files.writeString(directory.resolve(".git"), "garbage\n");
    assertThatIOException()
        .isThrownBy(Git.in(directory)::find)
        .withMessageContaining(directory.resolve(".git").toString())
        .withMessageContaining("gitdir: <path>");
  }

  @Test
  void aLinkedWorkTreeWhoseRepositoryIsNotThereIsAnError() throws IOException {
    git.run("worktree", "add", "--quiet", "../linked");
    Files.move(git.directory, git.directory.resolveSibling("moved"));
    Path linked = git.directory.resolveSibling("linked");
    assertThatIOException()
        .isThrownBy(Git.in(linked)::find)
        .withMessageContaining(linked.resolve(".git").toString())
        .withMessageContaining(gitDir.resolve("worktrees/linked").toString())
        .withMessageContaining("git worktree repair")
        .withMessageContaining("container");
  }

  @Test
  void aDotGitThatIsALinkToNowhereIsAnError() throws IOException {
    Path directory = Files.createDirectory(git.directory.resolve("sub"));
    Files.createSymbolicLink(directory.resolve(".git"), Path.of("gone"));
    assertThatIOException()
        .isThrownBy(Git.in(directory)::find)
        .withMessageContaining("broken symbolic link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[core", "[core]\n\trepositoryformatversion = one\n"})
  void settingsOfTheRepositoryThatCannotBeReadAreAnError(String content) throws IOException {
    Files.writeString(gitDir.resolve("config"), content);
    assertError(git::find, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "0123456789012345678901234567890123456789x"})
  void aDamagedBranchIsAnError(String content) throws IOException {
    git.run("pack-refs", "--all");
    Files.writeString(gitDir.resolve("refs/heads/main"), content);
    try (GitRepository repository = git.open()) {
      assertError(repository::head, "refs/heads/main");
      assertError(() -> repository.describe(null), "refs/heads/main");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "0123456789012345678901234567890123456789x"})
  void aDamagedVersionTagIsAnError(String content) throws IOException {
    Files.writeString(gitDir.resolve("refs/tags/v2.0"), content);
    try (GitRepository repository = git.open()) {
      assertError(() -> repository.describe(null), "refs/tags/v2.0 is damaged");
    }
  }

  @Test
  void aDamagedTagThatIsNotLookedForDoesNotMatter() throws IOException {
    Files.writeString(gitDir.resolve("refs/tags/v2.0"), "");
    Files.writeString(gitDir.resolve("refs/tags/other"), "");
    Files.writeString(gitDir.resolve("refs/tags/v3.0.lock"), "");
    try (GitRepository repository = git.open()) {
      assertThat(repository.describe("v2*")).contains("v1.0");
    }
  }

  @Test
  void aVersionTagWhoseObjectIsMissingIsAnError() throws IOException {
    Files.writeString(gitDir.resolve("refs/tags/v2.0"), "1".repeat(40) + "\n");
    try (GitRepository repository = git.open()) {
      assertError(() -> repository.describe(null), "1".repeat(40));
    }
  }

  @Test
  void aMissingCommitIsAnError() throws IOException {
    String first = git.run("rev-parse", "HEAD~1");
    git.run("tag", "--delete", "v1.0");
    git.run("update-ref", "refs/tags/v0.1", git.run("commit-tree", "-m", "x", "HEAD^{tree}"));
    Files.delete(object(first));
    try (GitRepository repository = git.open()) {
      assertThat(repository.head()).isPresent();
      assertError(() -> repository.describe(null), first);
    }
  }

  @Test
  void aHeadWhoseCommitIsMissingIsAnError() throws IOException {
    String head = git.run("rev-parse", "HEAD");
    Files.delete(object(head));
    try (GitRepository repository = git.open()) {
      assertError(repository::head, head);
      assertError(() -> repository.describe(null), head);
      assertThat(repository.commitTime(head)).isEmpty();
    }
  }

  @Test
  void aCommitThatIsGarbageIsAnError() throws IOException {
    String head = git.run("rev-parse", "HEAD");
    Path object = object(head);
    Files.delete(object);
    Files.writeString(object, "garbage");
    try (GitRepository repository = git.open()) {
      assertError(repository::head, head);
      assertError(() -> repository.describe(null), head);
      assertError(() -> repository.commitTime(head), head);
    }
  }

  @Test
  void packedReferencesThatAreGarbageAreAnError() throws IOException {
    Files.writeString(gitDir.resolve("packed-refs"), "garbage\n");
    try (GitRepository repository = git.open()) {
      assertError(() -> repository.describe(null), "");
    }
  }

  private Path object(String id) {
    return gitDir.resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
  }

  private void assertError(ThrowingCallable call, String what) {
    assertThatIOException()
        .isThrownBy(call)
        .withMessageContaining(git.directory.toString())
        .withMessageContaining(what)
        .withMessageContaining("git fsck");
  }
}
