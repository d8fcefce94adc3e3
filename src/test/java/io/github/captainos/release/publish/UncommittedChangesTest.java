package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.git.Changes;
import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
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

  private Optional<String> warning(String revision) {
    Changes changes = UncommittedChanges.find(directory, revision, compared -> false);
    return revision == null ? Optional.empty() : UncommittedChanges.warning(revision, changes);
  }

  @Test
  void aChangedFileIsNamed() {
    assertThat(warning(head))
        .contains(
            "The images refer to commit "
                + head.substring(0, 7)
                + ", but 1 tracked file differs from it: os.cfg."
                + " Commit the changes, then build and publish again.");
    assertThat(warning(head.substring(0, 7))).isEqualTo(warning(head));
  }

  @Test
  void nothingIsSaidOfAnotherCommitThanHead() {
    assertThat(warning(COMMIT)).isEmpty();
    assertThat(warning(null)).isEmpty();
  }

  @Test
  void nothingIsSaidWhereTheRepositoryCannotBeRead() throws IOException {
    Files.writeString(directory.resolve(".git/index"), "no index");
    assertThat(warning(head)).isEmpty();
    Files.delete(directory.resolve(".git/HEAD"));
    assertThat(warning(head)).isEmpty();
  }

  @Test
  void whetherFilesDifferIsKnownOnlyIfTheyWereCompared() throws IOException {
    assertThat(areThere(head)).contains(true);
    assertThat(areThere(COMMIT)).isEmpty();
    assertThat(areThere(null)).isEmpty();
    Files.writeString(directory.resolve("os.cfg"), "committed");
    assertThat(areThere(head)).contains(false);
    git("config", "core.bare", "true");
    assertThat(areThere(head)).isEmpty();
    assertThat(UncommittedChanges.areThere(changes(List.of(), false))).isEmpty();
    assertThat(UncommittedChanges.areThere(changes(List.of("a"), false))).contains(true);
  }

  private Optional<Boolean> areThere(String revision) {
    return UncommittedChanges.areThere(
        UncommittedChanges.find(directory, revision, compared -> false));
  }

  @Test
  void ofManyFilesAFewAreNamed() {
    List<String> files = List.of("a", "b", "c", "d", "e", "f\u001b[31m");
    assertThat(UncommittedChanges.warning(COMMIT, changes(files, true)).orElseThrow())
        .contains("but 6 tracked files differ from it: a, b, c, d, e, ….");
    assertThat(UncommittedChanges.warning(COMMIT, changes(files, false)).orElseThrow())
        .contains("but at least 6 tracked files differ");
    assertThat(UncommittedChanges.warning(COMMIT, changes(files.subList(5, 6), true)).orElseThrow())
        .contains("1 tracked file differs from it: f?[31m.");
    assertThat(UncommittedChanges.warning(COMMIT, changes(List.of(), false))).isEmpty();
  }

  private static Changes changes(List<String> files, boolean all) {
    return new Changes(new TreeSet<>(files), all);
  }
}
