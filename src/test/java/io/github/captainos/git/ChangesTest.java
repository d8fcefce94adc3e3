package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files differ from the commit. */
class ChangesTest {

  @TempDir Path temporary;
  private Git git;

  @BeforeEach
  void aRepositoryWithTwoFiles() throws IOException {
    git = Git.init(temporary.resolve("repository"));
    write("one.txt", "one\n");
    write("below/two.txt", "two\n");
    commitAll();
  }

  private Path file(String name) {
    return git.directory.resolve(name);
  }

  private void write(String name, String content) throws IOException {
    Files.createDirectories(file(name).getParent());
    Files.writeString(file(name), content);
  }

  private void commitAll() throws IOException {
    git.run("add", "--all");
    git.commit("files");
  }

  /** Makes size and content the only things that can tell whether the file has changed. */
  private void touch(String name) throws IOException {
    FileTime other = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
    Files.setLastModifiedTime(file(name), other);
  }

  private List<String> changes() throws IOException {
    return changes(git);
  }

  private static List<String> changes(Git git) throws IOException {
    return changes(git, Map.of()).orElseThrow();
  }

  private static Optional<List<String>> changes(Git git, Map<String, String> variables)
      throws IOException {
    try (GitRepository repository =
        git.find(variables, GitCommand.DEFAULT_DEADLINE).orElseThrow()) {
      return repository.changes(git.run("rev-parse", "HEAD"));
    }
  }

  private void assertChanged(String... names) throws IOException {
    byte[] index = Files.readAllBytes(git.directory.resolve(".git/index"));
    assertThat(changes()).containsExactly(names);
    assertThat(git.directory.resolve(".git/index")).hasBinaryContent(index);
  }

  @Test
  void filesAreComparedOnlyWithTheCommitOfHead() throws IOException {
    String first = git.run("rev-parse", "HEAD");
    write("one.txt", "another\n");
    try (GitRepository repository = git.open()) {
      assertThat(repository.changes(first.substring(0, 7))).contains(List.of("one.txt"));
      git.run("commit", "--quiet", "--all", "--message=second");
      assertThat(repository.changes(first)).isEmpty();
    }
  }

  @Test
  void nothingDiffersAfterACommit() throws IOException {
    assertChanged();
  }

  @Test
  void aChangedFileDiffers() throws IOException {
    write("below/two.txt", "another\n");
    assertChanged("below/two.txt");
  }

  @Test
  void aFileOfTheSameSizeDiffers() throws IOException {
    write("one.txt", "eno\n");
    touch("one.txt");
    assertChanged("one.txt");
  }

  @Test
  void aFileChangedWithinTheMomentInWhichTheIndexWasWrittenDiffers() throws IOException {
    FileTime written = Files.getLastModifiedTime(file(".git/index"));
    Files.setLastModifiedTime(file("one.txt"), written);
    git.run("update-index", "--refresh");
    write("one.txt", "eno\n");
    Files.setLastModifiedTime(file("one.txt"), written);
    Files.setLastModifiedTime(file(".git/index"), written);
    assertThat(changes()).containsExactly("one.txt");
  }

  @Test
  void aFileWithAnotherTimeIsTheSame() throws IOException {
    touch("one.txt");
    touch("below/two.txt");
    assertChanged();
  }

  @Test
  void aDeletedFileDiffers() throws IOException {
    Files.delete(file("one.txt"));
    assertChanged("one.txt");
  }

  @Test
  void aFileWhoseDirectoryIsNowAFileDiffers() throws IOException {
    Files.delete(file("below/two.txt"));
    Files.delete(file("below"));
    write("below", "no directory");
    assertChanged("below/two.txt");
  }

  @Test
  void aStagedChangeDiffers() throws IOException {
    write("one.txt", "another\n");
    write("new.txt", "new\n");
    git.run("add", "--all");
    git.run("rm", "--quiet", "--cached", "below/two.txt");
    assertChanged("below/two.txt", "new.txt", "one.txt");
  }

  @Test
  void aFileThatIsOnlyGoingToBeAddedDiffers() throws IOException {
    write("new.txt", "new\n");
    git.run("add", "--intent-to-add", "new.txt");
    assertChanged("new.txt");
  }

  @Test
  void aConflictDiffers() throws IOException {
    git.run("checkout", "--quiet", "-b", "other");
    write("one.txt", "theirs\n");
    commitAll();
    git.run("checkout", "--quiet", "main");
    write("one.txt", "ours\n");
    commitAll();
    assertThat(git.attempt("merge", "--quiet", "other").status()).isNotZero();
    assertChanged("one.txt");
  }

  @Test
  void untrackedAndIgnoredFilesAreNotLookedAt() throws IOException {
    write(".gitignore", "target/\n");
    commitAll();
    write("target/made.iso", "made");
    write("untracked.txt", "untracked");
    assertChanged();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theExecutableBitCountsUnlessGitIsToldOtherwise() throws IOException {
    Files.setPosixFilePermissions(file("one.txt"), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertChanged("one.txt");
    git.run("config", "core.fileMode", "false");
    assertChanged();
  }

  @Test
  void aLinkDiffersOnceItLeadsElsewhere() throws IOException {
    Files.createSymbolicLink(file("link"), Path.of("one.txt"));
    Files.createSymbolicLink(file("replaced"), Path.of("one.txt"));
    commitAll();
    assertChanged();
    Files.delete(file("link"));
    Files.createSymbolicLink(file("link"), Path.of("two.txt"));
    Files.delete(file("replaced"));
    write("replaced", "one.txt");
    assertChanged("link", "replaced");
  }

  @Test
  void aFileWithTheTargetStandsForALinkWhereThereAreNone() throws IOException {
    Files.createSymbolicLink(file("link"), Path.of("one.txt"));
    commitAll();
    git.run("config", "core.symlinks", "false");
    Files.delete(file("link"));
    write("link", "one.txt");
    assertChanged();
    write("link", "two.txt");
    assertChanged("link");
  }

  @Test
  void lineEndsThatTheUserHasConvertedDoNotCount() throws IOException {
    Path configuration = Files.writeString(temporary.resolve("user"), "[core]\nautocrlf = true\n");
    Map<String, String> user = Map.of("GIT_CONFIG_GLOBAL", configuration.toString());
    Files.delete(file("one.txt"));
    git.run("-c", "core.autocrlf=true", "checkout", "one.txt");
    assertThat(file("one.txt")).hasContent("one\r\n");
    touch("one.txt");
    assertThat(changes(git, user)).contains(List.of());
    assertThat(changes()).containsExactly("one.txt");
    write("one.txt", "eno\r\n");
    assertThat(changes(git, user)).contains(List.of("one.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"clean", "process"})
  void noFilterIsRunAndFilesThatHaveOneAreLeftOut(String kind) throws IOException {
    write(".gitattributes", "*.bin filter=lfs.x\n*.txt filter=none\n");
    write("large.bin", "large");
    commitAll();
    git.run("config", "filter.lfs.x." + kind, "touch " + file("ran") + "; false");
    git.run("config", "filter.lfs.x.required", "true");
    assertChanged();
    touch("large.bin");
    write("large.bin", "other");
    try (GitRepository repository = git.open()) {
      assertThat(repository.changes(git.run("rev-parse", "HEAD"))).as("not known").isEmpty();
    }
    write("one.txt", "another\n");
    assertChanged("one.txt");
    assertThat(file("ran")).doesNotExist();
    git.attempt("status");
    assertThat(file("ran")).exists();
  }

  @Test
  void aFilterWhoseNameIsNoOptionIsNotRun() throws IOException {
    write(".gitattributes", "*.txt filter=a=b\n");
    commitAll();
    git.run("config", "filter.a=b.clean", "touch " + file("ran") + "; cat");
    touch("one.txt");
    assertThat(changes(git, Map.of())).isEmpty();
    assertThat(file("ran")).doesNotExist();
  }

  @Test
  void noMonitorOfFilesIsRun() throws IOException {
    git.run("config", "core.fsmonitor", "touch " + file("ran") + "; false");
    write("one.txt", "another\n");
    assertChanged("one.txt");
    assertThat(file("ran")).doesNotExist();
    git.run("status");
    assertThat(file("ran")).exists();
  }

  @Test
  void whatGitIsToldToAssumeIsAssumed() throws IOException {
    git.run("update-index", "--assume-unchanged", "one.txt");
    git.run("update-index", "--skip-worktree", "below/two.txt");
    write("one.txt", "another\n");
    Files.delete(file("below/two.txt"));
    assertChanged();
  }

  @Test
  void aSubmoduleIsNotLookedInto() throws IOException {
    Git inner = Git.init(temporary.resolve("inner"));
    inner.commit("first");
    git.run("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../inner", "sub");
    commitAll();
    Git submodule = Git.in(file("sub"));
    submodule.commit("another commit than the one that the outer repository names");
    assertThat(changes()).isEmpty();
    write("sub/new.txt", "new");
    submodule.run("add", "new.txt");
    assertThat(changes()).isEmpty();
    assertThat(changes(submodule)).containsExactly("new.txt");
  }

  @Test
  void aLinkedWorkTreeHasItsOwnFiles() throws IOException {
    git.run("worktree", "add", "--quiet", "--detach", "../linked");
    Git linked = Git.in(temporary.resolve("linked"));
    assertThat(changes(linked)).isEmpty();
    Files.writeString(linked.directory.resolve("one.txt"), "another\n");
    assertThat(changes(linked)).containsExactly("one.txt");
    assertChanged();
  }

  @Test
  void namesMayHaveAnyBytes() throws IOException {
    String id = git.feed("odd", "hash-object", "-w", "--stdin").text();
    git.feed("100644 " + id + "\t\"a\\nb -> \\377\"\n", "update-index", "--index-info");
    assertChanged("a\nb -> \uFFFD");
  }

  @Test
  void indexesOfAllFormatsAreRead() throws IOException {
    git.run("update-index", "--index-version=4");
    assertChanged();
    git.run("config", "index.skipHash", "true");
    git.run("update-index", "--force-write-index");
    write("below/two.txt", "another\n");
    assertChanged("below/two.txt");
  }

  @Test
  void aBareRepositoryHasNoFilesToCompare() throws IOException {
    git.run("clone", "--quiet", "--bare", ".", "../bare.git");
    assertThat(changes(Git.in(temporary.resolve("bare.git")), Map.of())).isEmpty();
  }

  @Test
  void aWorkTreeElsewhereIsNotCompared() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    assertThat(changes(git, Map.of("GIT_WORK_TREE", elsewhere.toString()))).isEmpty();
    git.run("config", "core.worktree", elsewhere.toString());
    assertThat(changes(git, Map.of())).isEmpty();
    git.run("config", "core.worktree", temporary.toString());
    assertThat(changes(git, Map.of())).isEmpty();
  }

  @Test
  void filesOfARepositoryThatGitDirNamesAreNotCompared() throws IOException {
    Map<String, String> named = Map.of("GIT_DIR", git.directory.resolve(".git").toString());
    assertThat(changes(git, named)).isEmpty();
  }

  @Test
  void anIndexThatIsGarbageIsNotCompared() throws IOException {
    Files.writeString(git.directory.resolve(".git/index"), "garbage");
    assertThat(changes(git, Map.of())).isEmpty();
  }

  @Test
  void manyFilesDiffer() throws IOException {
    for (int i = 0; i < 20; i++) {
      write("many/" + i, "" + i);
    }
    commitAll();
    for (int i = 0; i < 20; i++) {
      write("many/" + i, "changed");
    }
    assertThat(changes()).hasSize(20).startsWith("many/0", "many/1", "many/10");
  }
}
