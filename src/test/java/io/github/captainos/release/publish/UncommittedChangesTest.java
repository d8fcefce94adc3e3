package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Tasks;
import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UncommittedChangesTest {
  private static final String COMMIT = "1234567890123456789012345678901234567890";

  @TempDir private Path directory;
  private String head;

  @BeforeEach
  void makeRepositoryWithAChangedFile() throws IOException {
    git("init", "--quiet");
    Files.writeString(directory.resolve("os.cfg"), "committed");
    git("add", "os.cfg");
    git("commit", "--quiet", "--message=a commit");
    head = git("rev-parse", "HEAD").strip();
    Files.writeString(directory.resolve("os.cfg"), "not committed");
  }

  private String git(String... arguments) {
    Stream<String> git =
        Stream.of("git", "-c", "user.name=An Author", "-c", "user.email=author@example.org");
    return Command.run(directory, Stream.concat(git, Stream.of(arguments)).toArray(String[]::new));
  }

  private Optional<String> warning(String revision) throws ReleaseException {
    try (Tasks threads = new Tasks(1)) {
      UncommittedChanges changes = begin(revision, threads);
      changes.areThere(); // waits, however long it takes
      return changes.warning();
    }
  }

  private Optional<Boolean> areThere(String revision) throws ReleaseException {
    try (Tasks threads = new Tasks(1)) {
      return begin(revision, threads).areThere();
    }
  }

  private UncommittedChanges begin(@Nullable String revision, Tasks threads) {
    return UncommittedChanges.begin(directory, revision, threads);
  }

  @Test
  void aChangedFileIsNamed() throws ReleaseException {
    assertThat(warning(head))
        .contains(
            "The images refer to commit "
                + head.substring(0, 7)
                + ", but 1 tracked file differs from it: os.cfg."
                + " Commit the changes, then build and publish again.");
    assertThat(warning(head.substring(0, 7))).isEqualTo(warning(head));
  }

  @Test
  void nothingIsSaidOfAnotherCommitThanHead() throws ReleaseException {
    assertThat(warning(COMMIT)).isEmpty();
    assertThat(warning(null)).isEmpty();
  }

  @Test
  void nothingIsSaidWhereTheRepositoryCannotBeRead() throws Exception {
    Files.writeString(directory.resolve(".git/index"), "no index");
    assertThat(warning(head)).isEmpty();
    Files.delete(directory.resolve(".git/HEAD"));
    assertThat(warning(head)).isEmpty();
  }

  @Test
  void whetherFilesDifferIsKnownOnlyIfTheyWereCompared() throws Exception {
    assertThat(areThere(head)).contains(true);
    assertThat(areThere(COMMIT)).isEmpty();
    assertThat(areThere(null)).isEmpty();
    Files.writeString(directory.resolve("os.cfg"), "committed");
    assertThat(areThere(head)).contains(false);
    git("config", "core.bare", "true");
    assertThat(areThere(head)).isEmpty();
  }

  @Test
  void ofManyFilesAFewAreNamed() {
    List<String> files = List.of("a", "b", "c", "d", "e", "f\u001b[31m");
    assertThat(UncommittedChanges.warning(COMMIT, files).orElseThrow())
        .contains("but 6 tracked files differ from it: a, b, c, d, e, ….");
    assertThat(UncommittedChanges.warning(COMMIT, files.subList(5, 6)).orElseThrow())
        .contains("1 tracked file differs from it: f?[31m.");
    assertThat(UncommittedChanges.warning(COMMIT, List.of())).isEmpty();
  }
}
