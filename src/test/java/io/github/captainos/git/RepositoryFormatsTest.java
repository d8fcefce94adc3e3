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
  void aRepositoryWithSha256IdsIsDescribed() throws IOException {
    Git sha256 = Git.init(temporary.resolve("sha256"), "--object-format=sha256");
    String head = sha256.commit("first");
    assertThat(head).hasSize(64);
    assertUndescribed(sha256, null);
    sha256.annotated("v1.0").commit("second");
    assertDescribed(sha256, "v1.0");
    try (GitRepository repository = sha256.open()) {
      assertThat(repository.commit(head).orElseThrow().id()).isEqualTo(head);
    }
  }

  @Test
  void aRepositoryOfALaterFormatIsRefused() throws IOException {
    Git git = Git.init(temporary.resolve("later"));
    git.run("config", "core.repositoryFormatVersion", "2");
    assertThat(git.describe(null).status()).isEqualTo(128);
    try (GitRepository repository = git.open()) {
      assertThatIOException()
          .isThrownBy(repository::head)
          .withMessageContaining(git.directory.toString())
          .withMessageContaining("found 2");
    }
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
      assertThat(repository.head().orElseThrow().id()).isEqualTo(head);
    }
  }

  @Test
  void aLinkedWorkTreeOfAReftableRepositoryIsDescribedByItsOwnHead() throws IOException {
    Git reftable = Git.init(temporary.resolve("reftable"), "--ref-format=reftable");
    reftable.commit("first");
    reftable.lightweight("v1.0").run("worktree", "add", "--quiet", "../linked");
    reftable.commit("second");
    reftable.lightweight("v2.0");
    assertDescribed(Git.in(temporary.resolve("linked")), "v1.0");
  }
}
