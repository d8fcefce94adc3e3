package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding a repository, and what it tells but its description. */
class GitRepositoryTest {

  @TempDir Path temporary;
  private Path root;
  private Git git;

  @BeforeEach
  void aRepository() throws IOException {
    root = temporary.toRealPath();
    git = Git.init(root.resolve("repository"));
  }

  @Test
  void thereIsNoRepositoryOutsideOfOne() throws IOException {
    Path outside = Files.createDirectories(root.resolve("outside/deep"));
    assertThat(find(outside, Map.of("GIT_CEILING_DIRECTORIES", root.toString()))).isEmpty();
  }

  @Test
  void aRepositoryIsFoundFromWithinItsWorkTree() throws IOException {
    Path deep = Files.createDirectories(git.directory.resolve("a/b"));
    try (GitRepository repository = find(deep, Map.of()).orElseThrow()) {
      assertThat(repository.directory()).isEqualTo(git.directory);
    }
  }

  @Test
  void theNearestRepositoryIsFound() throws IOException {
    Git inner = Git.init(git.directory.resolve("inner"));
    try (GitRepository repository = find(inner.directory, Map.of()).orElseThrow()) {
      assertThat(repository.directory()).isEqualTo(inner.directory);
    }
  }

  @Test
  void aLinkToADirectoryLeadsToTheRepositoryThatTheDirectoryIsIn() throws IOException {
    Path deep = Files.createDirectories(git.directory.resolve("deep"));
    Path link = Files.createSymbolicLink(root.resolve("link"), deep);
    try (GitRepository repository = find(link, Map.of()).orElseThrow()) {
      assertThat(repository.directory()).isEqualTo(git.directory);
    }
  }

  @Test
  void theSearchEndsBelowACeiling() throws IOException {
    Path deep = Files.createDirectories(git.directory.resolve("deep/deeper"));
    Path link = Files.createSymbolicLink(root.resolve("link"), git.directory);
    for (Path ceiling : new Path[] {git.directory, link, git.directory.resolve("deep")}) {
      String list =
          String.join(File.pathSeparator, root.toString(), "gone", ceiling.toString(), "");
      assertThat(find(deep, Map.of("GIT_CEILING_DIRECTORIES", list))).as(list).isEmpty();
    }
  }

  @Test
  void aCeilingDoesNotHideTheDirectoryWhereTheSearchBegins() throws IOException {
    String ceiling = git.directory.toString();
    find(git.directory, Map.of("GIT_CEILING_DIRECTORIES", ceiling)).orElseThrow().close();
  }

  @Test
  void gitDirNamesTheRepository() throws IOException {
    Path outside = Files.createDirectory(root.resolve("outside"));
    String commit = git.commit("first");
    Path gitDir = git.directory.resolve(".git");
    try (GitRepository repository =
        find(outside, Map.of("GIT_DIR", gitDir.toString())).orElseThrow()) {
      assertThat(repository.directory()).isEqualTo(gitDir);
      assertThat(repository.head().orElseThrow().id()).isEqualTo(commit);
    }
  }

  @Test
  void objectDirectoriesOfTheEnvironmentAreRead() throws IOException {
    String commit = git.commit("first");
    Path objects = git.directory.resolve(".git/objects");
    Path moved = Files.move(objects, root.resolve("objects"));
    Files.createDirectory(objects);
    for (String name : List.of("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")) {
      try (GitRepository repository =
          find(git.directory, Map.of(name, moved.toString())).orElseThrow()) {
        assertThat(repository.head().orElseThrow().id()).as(name).isEqualTo(commit);
      }
    }
  }

  @Test
  void aGitDirThatDoesNotExistIsAnError() throws IOException {
    String gone = root.resolve("gone").toString();
    try (GitRepository repository = find(git.directory, Map.of("GIT_DIR", gone)).orElseThrow()) {
      assertThatIOException()
          .isThrownBy(repository::head)
          .withMessageContaining(gone)
          .withMessageContaining("environment variable GIT_DIR");
    }
  }

  @Test
  void aDirectoryThatDoesNotExistIsAnError() {
    Path gone = root.resolve("gone");
    assertThatIOException()
        .isThrownBy(() -> find(gone, Map.of()))
        .withMessageContaining(gone.toString());
  }

  @Test
  void theEnvironmentOfTheProcessIsUsedIfNoneIsGiven() throws IOException {
    Optional<GitRepository> found = GitRepository.find(git.directory);
    assertThat(found).isPresent();
    found.get().close();
  }

  @Test
  void headIsTheFullIdOfTheCommit() throws IOException {
    String commit = git.commit("first");
    try (GitRepository repository = git.open()) {
      assertThat(repository.head().orElseThrow().id()).isEqualTo(commit);
      assertThat(commit).matches("[0-9a-f]{40}");
    }
  }

  @Test
  void headIsEmptyBeforeTheFirstCommit() throws IOException {
    try (GitRepository repository = git.open()) {
      assertThat(repository.head()).isEmpty();
      assertThat(repository.isShallow()).isFalse();
    }
  }

  @Test
  void aRepositoryWithoutACommitCannotBeDescribed() throws IOException {
    try (GitRepository repository = git.open()) {
      assertThatIOException()
          .isThrownBy(() -> repository.describe(null))
          .withMessageContaining(git.directory.toString())
          .withMessageContaining("no commit yet");
    }
    assertThat(git.describe(null).status()).isEqualTo(128);
  }

  @Test
  void changesMadeAfterOpeningAreSeen() throws IOException {
    git.commit("first");
    git.lightweight("v1.0");
    try (GitRepository repository = git.open()) {
      assertThat(repository.describe(null)).contains("v1.0");
      String second = git.commit("second");
      git.annotated("v2.0").run("pack-refs", "--all");
      assertThat(repository.head().orElseThrow().id()).isEqualTo(second);
      assertThat(repository.describe(null)).contains("v2.0");
    }
  }

  @Test
  void theTimeOfACommitIsThatOfItsCommitter() throws IOException {
    String first = git.at(5).commit("first");
    String last = git.at(2_000_000_000).commit("in 2087");
    try (GitRepository repository = git.open()) {
      GitRepository.Commit expected =
          new GitRepository.Commit(first, Instant.ofEpochSecond(1_700_000_005));
      assertThat(repository.commit(first)).contains(expected);
      assertThat(repository.commit(first.substring(0, 7))).contains(expected);
      GitRepository.Commit head =
          new GitRepository.Commit(last, Instant.ofEpochSecond(3_700_000_000L));
      assertThat(repository.commit(last)).contains(head);
      assertThat(repository.head()).contains(head);
    }
  }

  @Test
  void aTimeThatNoImageCanHaveIsAnError() throws IOException {
    git.commit("first");
    String commit =
        "tree %s\nauthor A <a> 1 +0000\ncommitter A <a> 999999999999999 +0000\n\nx\n"
            .formatted(git.run("rev-parse", "HEAD^{tree}"));
    git.run(
        "update-ref",
        "HEAD",
        git.feed(commit, "hash-object", "-t", "commit", "-w", "--stdin").text());
    try (GitRepository repository = git.open()) {
      assertThatIOException()
          .isThrownBy(repository::head)
          .withMessageContaining("the time of the commit is invalid: 999999999999999 ");
    }
  }

  @Test
  void whatIsNotTheIdOfACommitIsNone() throws IOException {
    String commit = git.commit("first");
    git.annotated("v1.0");
    git.run("branch", "deadbeef");
    try (GitRepository repository = git.open()) {
      for (String other :
          new String[] {
            "",
            "HEAD",
            "main",
            "v1.0",
            "deadbeef",
            "--all",
            commit.substring(0, 3),
            commit + "0",
            "0".repeat(40),
            "0".repeat(64),
            git.run("rev-parse", "v1.0"),
            git.run("rev-parse", "HEAD^{tree}"),
          }) {
        assertThat(repository.commit(other)).as(other).isEmpty();
      }
    }
  }

  private static Optional<GitRepository> find(Path directory, Map<String, String> variables)
      throws IOException {
    return GitRepository.find(directory, variables, GitCommand.DEFAULT_DEADLINE);
  }
}
