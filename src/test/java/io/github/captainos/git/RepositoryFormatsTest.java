package io.github.captainos.git;

import static io.github.captainos.git.Descriptions.assertDescribed;
import static io.github.captainos.git.Descriptions.assertUndescribed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats other than that of most repositories are read rightly or refused. */
class RepositoryFormatsTest {

  @TempDir Path temporary;

  @Test
  void aRepositoryWithSha256IdsIsRefused() throws IOException {
    Git sha256 = Git.init(temporary.resolve("sha256"), "--object-format=sha256");
    assertThatIOException()
        .isThrownBy(sha256::find)
        .withMessageContaining(sha256.directory.toString())
        .withMessageContaining("object format is sha256")
        .withMessageContaining("Build from a repository with sha1 ids");
    sha256.commit("first");
    sha256.lightweight("v1.0");
    assertThatIOException().isThrownBy(sha256::find).withMessageContaining("sha256");
  }

  @Test
  void aRepositoryOfALaterFormatIsRefused() throws IOException {
    Git git = Git.init(temporary.resolve("later"));
    git.run("config", "core.repositoryFormatVersion", "2");
    assertThat(git.describe(null).status()).isEqualTo(128);
    assertThatIOException()
        .isThrownBy(git::find)
        .withMessageContaining(git.directory.toString())
        .withMessageContaining("\"2\"");
  }

  @Test
  void aReftableRepositoryIsDescribed() throws IOException {
    Git reftable = Git.init(temporary.resolve("reftable"), "--ref-format=reftable");
    try (GitRepository repository = reftable.open()) {
      assertThat(repository.head()).isEmpty();
    }
    reftable.commit("first");
    reftable.lightweight("v1.0").at(20).annotated("v1.1").at(10).annotated("v1.2");
    assertDescribed(reftable, "v1.1");
    reftable.commit("second");
    reftable.run("pack-refs", "--all");
    assertDescribed(reftable, "v1.1");
    assertUndescribed(reftable, "v1*");
    String head = reftable.run("rev-parse", "HEAD");
    reftable.run("checkout", "--quiet", "--detach");
    try (GitRepository repository = reftable.open()) {
      assertThat(repository.head()).contains(head);
    }
  }

  @Test
  void aLinkedWorkTreeOfAReftableRepositoryIsRefused() throws IOException {
    Git reftable = Git.init(temporary.resolve("reftable"), "--ref-format=reftable");
    reftable.commit("first");
    reftable.run("worktree", "add", "--quiet", "../linked");
    assertThatIOException()
        .isThrownBy(Git.in(temporary.resolve("linked"))::find)
        .withMessageContaining(temporary.resolve("linked").toString())
        .withMessageContaining("reftable")
        .withMessageContaining("Build in the main work tree");
  }
}
