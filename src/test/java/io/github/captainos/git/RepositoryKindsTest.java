package io.github.captainos.git;

import static io.github.captainos.git.Descriptions.assertDescribed;
import static io.github.captainos.git.Descriptions.assertUndescribed;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The forms in which a repository can lie on the disk. */
class RepositoryKindsTest {

  private static final int NOBODY = 65534;

  @TempDir Path temporary;
  private Git git;

  @BeforeEach
  void aRepositoryWithATagBehindHead() throws IOException {
    git = Git.init(temporary.resolve("repository"));
    git.commit("first");
    git.annotated("v1.0").commit("second");
    git.commit("third");
  }

  @Test
  void aLinkedWorkTreeIsDescribedByItsOwnHead() throws IOException {
    git.run("worktree", "add", "--quiet", "--detach", "../linked", "HEAD~1");
    git.annotated("v2.0");
    Git linked = Git.in(temporary.resolve("linked"));
    assertThat(linked.directory.resolve(".git")).isRegularFile();
    assertDescribed(linked, "v1.0");
    assertDescribed(git, "v2.0");
    try (GitRepository repository = linked.open()) {
      assertThat(repository.head().orElseThrow().id()).isEqualTo(linked.run("rev-parse", "HEAD"));
      assertThat(repository.directory()).isEqualTo(linked.directory.toRealPath());
    }
  }

  @Test
  void aLinkedWorkTreeOnABranchOfItsOwnIsDescribed() throws IOException {
    git.run("worktree", "add", "--quiet", "-b", "other", "../linked", "HEAD~1");
    Git linked = Git.in(temporary.resolve("linked"));
    linked.commit("on the other branch");
    linked.lightweight("v3.0");
    assertDescribed(linked, "v3.0");
    assertDescribed(git, "v1.0");
  }

  @Test
  void aLinkedWorkTreeOfAPackedShallowCloneIsDescribed() throws IOException {
    git.run("clone", "--quiet", "--depth=3", "file://" + git.directory, "../clone");
    Git clone = Git.in(temporary.resolve("clone"));
    clone.run("worktree", "add", "--quiet", "--detach", "../linked");
    Git linked = Git.in(temporary.resolve("linked"));
    assertDescribed(linked, "v1.0");
    try (GitRepository repository = linked.open()) {
      assertThat(repository.isShallow()).isTrue();
    }
  }

  @Test
  void aBareRepositoryIsDescribed() throws IOException {
    git.run("clone", "--quiet", "--bare", ".", "../bare.git");
    Git bare = Git.in(temporary.resolve("bare.git"));
    assertDescribed(bare, "v1.0");
    try (GitRepository repository = bare.open()) {
      assertThat(repository.directory()).isEqualTo(bare.directory.toRealPath());
    }
  }

  @Test
  void aSubmoduleIsDescribedByItsOwnTags() throws IOException {
    Git outer = Git.init(temporary.resolve("outer"));
    outer.commit("outer");
    outer.lightweight("v9.0");
    outer.run(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../repository", "sub");
    Git submodule = Git.in(outer.directory.resolve("sub"));
    assertDescribed(submodule, "v1.0");
    assertDescribed(outer, "v9.0");
  }

  @Test
  void packedObjectsAndReferencesAreRead() throws IOException {
    git.run("gc", "--quiet", "--aggressive", "--prune=now");
    git.run("pack-refs", "--all");
    assertThat(git.directory.resolve(".git/refs/tags")).isEmptyDirectory();
    assertDescribed(git, "v1.0");
    try (GitRepository repository = git.open()) {
      assertThat(repository.isShallow()).isFalse();
    }
  }

  @Test
  void whereTheWorkTreeIsDoesNotMatter() throws IOException {
    git.run("config", "core.worktree", "/gone");
    try (GitRepository repository = git.open()) {
      assertThat(repository.describe(null)).contains("v1.0");
      assertThat(repository.directory()).isEqualTo(git.directory.toRealPath());
    }
  }

  @Test
  void objectsOfAnAlternateAreRead() throws IOException {
    git.run("clone", "--quiet", "--shared", ".", "../clone");
    assertDescribed(Git.in(temporary.resolve("clone")), "v1.0");
  }

  @Test
  void aRepositoryWithACommitGraphIsDescribed() throws IOException {
    git.run("commit-graph", "write", "--reachable");
    git.run("config", "core.commitGraph", "true");
    assertDescribed(git, "v1.0");
  }

  @Test
  void aShallowCloneIsDescribedByATagWithinItsDepth() throws IOException {
    git.run("clone", "--quiet", "--depth=3", "file://" + git.directory, "../clone");
    Git clone = Git.in(temporary.resolve("clone"));
    assertDescribed(clone, "v1.0");
    try (GitRepository repository = clone.open()) {
      assertThat(repository.isShallow()).isTrue();
    }
  }

  @Test
  void aShallowCloneIsNotDescribedByATagBeyondItsDepth() throws IOException {
    git.run("clone", "--quiet", "--depth=2", "file://" + git.directory, "../clone");
    Git clone = Git.in(temporary.resolve("clone"));
    assertUndescribed(clone, null);
    try (GitRepository repository = clone.open()) {
      assertThat(repository.isShallow()).isTrue();
    }
    clone.run("fetch", "--quiet", "--unshallow", "--tags");
    assertDescribed(clone, "v1.0");
    try (GitRepository repository = clone.open()) {
      assertThat(repository.isShallow()).isFalse();
    }
  }

  @Test
  void aCloneWithoutFileContentsIsDescribed() throws IOException {
    git.run("config", "uploadpack.allowFilter", "true");
    git.run("clone", "--quiet", "--filter=tree:0", "file://" + git.directory, "../clone");
    assertDescribed(Git.in(temporary.resolve("clone")), "v1.0");
  }

  @Test
  @EnabledIf("isRoot")
  void aWorkTreeOfAnotherUserIsReadThoughGitRefusesIt() throws IOException {
    assertDescribed(git, "v1.0");
    giveAway(git.directory);
    Git.Output refusal = git.describe(null);
    assertThat(refusal.status()).isEqualTo(128);
    assertThat(refusal.errors()).contains("dubious ownership");
    try (GitRepository repository = git.open()) {
      assertThat(repository.describe(null)).contains("v1.0");
    }
  }

  /** Makes another user the owner of a directory. */
  static void giveAway(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", NOBODY);
        Files.setAttribute(file, "unix:gid", NOBODY);
      }
    }
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Test
  void aTagThousandsOfCommitsAwayIsFound() throws IOException {
    StringBuilder stream = new StringBuilder();
    for (int i = 1; i <= 5000; i++) {
      stream.append("commit refs/heads/long\nmark :").append(i);
      stream.append("\ncommitter A <a@example.org> ").append(1_600_000_000 + i).append(" +0000\n");
      stream.append("data 1\nx\n");
      if (i > 1) {
        stream.append("from :").append(i - 1).append('\n');
      }
    }
    for (String name : List.of("v1.0", "v0.9")) {
      stream.append("reset refs/tags/").append(name).append("\nfrom :7\n");
    }
    git.feed(stream.toString(), "fast-import", "--quiet");
    git.run("symbolic-ref", "HEAD", "refs/heads/long");
    assertDescribed(git, "v0.9");
  }
}
