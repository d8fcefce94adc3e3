package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may not be read is an error, too. Only root may read everything. */
@DisabledIf("io.github.captainos.git.RepositoryKindsTest#isRoot")
@DisabledOnOs(OS.WINDOWS)
class PermissionsTest {

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HEAD",
        "config",
        "objects",
        "objects/pack",
        "refs",
        "refs/heads",
        "refs/heads/main",
        "refs/tags",
        "refs/tags/v2.0",
        "packed-refs",
        "shallow",
      })
  void aPartThatMayNotBeReadIsAnError(String part) throws IOException {
    Git origin = Git.init(temporary.resolve("origin"));
    origin.commit("first");
    origin.annotated("v1.0").commit("second");
    origin.run("clone", "--quiet", "--depth=1", "file://" + origin.directory, "../repository");
    Git git = Git.in(temporary.resolve("repository"));
    git.run("pack-refs", "--all");
    git.lightweight("v2.0").commit("third");
    Path file = git.directory.resolve(".git").resolve(part);
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(file);
    // without this file, the history is read to the end
    String exclude = part.equals("shallow") ? "v*" : null;
    assertThat(describe(git, exclude)).isEqualTo(exclude == null ? "v2.0" : "none");
    Files.setPosixFilePermissions(file, Set.of());
    try {
      assertThatIOException()
          .isThrownBy(() -> describe(git, exclude))
          .withMessageStartingWith("Cannot read the Git repository " + git.directory + ": ");
    } finally {
      Files.setPosixFilePermissions(file, before);
    }
  }

  private static String describe(Git git, @Nullable String exclude) throws IOException {
    try (GitRepository repository = git.open()) {
      return repository.describe(exclude).orElse("none");
    }
  }
}
