package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files differ from the commit. Where git knows it, it has to say the same. */
class ChangesTest {

  private static final int MANY = 1000;

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

  private Changes changes() throws IOException {
    return changes(git);
  }

  private static Changes changes(Git git) throws IOException {
    try (GitRepository repository = git.open()) {
      return repository.changes(MANY, compared -> false);
    }
  }

  private void assertChanged(String... names) throws IOException {
    byte[] index = Files.readAllBytes(git.directory.resolve(".git/index"));
    Changes changes = changes();
    assertThat(changes.files()).containsExactly(names);
    assertThat(changes.all()).isTrue();
    assertThat(git.directory.resolve(".git/index")).hasBinaryContent(index);
    // afterwards, since it writes the index
    assertThat(git.run("status", "--porcelain", "--untracked-files=no").lines())
        .hasSize(names.length);
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
    assertThat(changes().files()).containsExactly("one.txt");
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
  void lineEndsDoNotCount() throws IOException {
    git.run("config", "core.autocrlf", "true");
    Files.delete(file("one.txt"));
    git.run("checkout", "one.txt");
    assertThat(file("one.txt")).hasContent("one\r\n");
    touch("one.txt");
    assertChanged();
    // this setting is the user's for the most part, and those are not read
    git.run("config", "--unset", "core.autocrlf");
    touch("one.txt");
    assertThat(changes().files()).isEmpty();
    write("one.txt", "another\r\n");
    assertThat(changes().files()).containsExactly("one.txt");
  }

  @Test
  void noFilterIsRunAndWhatItConvertsIsTheSame() throws IOException {
    write(".gitattributes", "*.bin filter=lfs\n*.id ident\nplain.bin -filter\n");
    write("large.bin", "a pointer");
    write("plain.bin", "plain");
    write("with.id", "$Id$");
    commitAll();
    git.run("config", "filter.lfs.clean", "touch " + file("ran") + "; cat");
    write("large.bin", "the large file itself");
    write("with.id", "$Id: 1234567 $");
    assertThat(changes().files()).isEmpty();
    write("plain.bin", "changed");
    assertThat(changes().files()).containsExactly("plain.bin");
    assertThat(file("ran")).doesNotExist();
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
    assertThat(changes().files()).isEmpty();
    write("sub/new.txt", "new");
    submodule.run("add", "new.txt");
    assertThat(changes().files()).isEmpty();
    assertThat(changes(submodule).files()).containsExactly("new.txt");
  }

  @Test
  void aLinkedWorkTreeHasItsOwnFiles() throws IOException {
    git.run("worktree", "add", "--quiet", "--detach", "../linked");
    Git linked = Git.in(temporary.resolve("linked"));
    assertThat(changes(linked).files()).isEmpty();
    Files.writeString(linked.directory.resolve("one.txt"), "another\n");
    assertThat(changes(linked).files()).containsExactly("one.txt");
    assertChanged();
  }

  @Test
  void namesThatThisSystemCannotShowAreTheSame() throws IOException {
    String id = git.feed("odd", "hash-object", "-w", "--stdin").text();
    git.feed("100644 " + id + "\t\"odd\\377\"\n", "update-index", "--index-info");
    git.commit("a name that is not UTF-8");
    assertThat(git.run("status", "--porcelain")).isNotEmpty();
    assertThat(changes().files()).isEmpty();
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
  void aBareRepositoryHasNoFilesToDiffer() throws IOException {
    git.run("clone", "--quiet", "--bare", ".", "../bare.git");
    assertThat(changes(Git.in(temporary.resolve("bare.git"))).files()).isEmpty();
  }

  @Test
  void aWorkTreeElsewhereIsNotLookedAt() throws IOException {
    Files.createDirectory(temporary.resolve("elsewhere"));
    git.run("config", "core.worktree", temporary.resolve("elsewhere").toString());
    assertThat(changes().files()).isEmpty();
  }

  @Test
  void aBranchWithoutACommitHasNothingToDifferFrom() throws IOException {
    git.run("checkout", "--quiet", "--orphan", "empty");
    assertThat(changes().files()).isEmpty();
  }

  @Test
  void theSearchEndsWithEnoughFilesOrWhenItIsToldTo() throws IOException {
    for (int i = 0; i < 20; i++) {
      write("many/" + i, "" + i);
    }
    commitAll();
    for (int i = 0; i < 20; i++) {
      Files.writeString(file("many/" + i), "changed", StandardCharsets.UTF_8);
    }
    try (GitRepository repository = git.open()) {
      Changes few = repository.changes(3, compared -> false);
      assertThat(few.files()).hasSize(3);
      assertThat(few.all()).isFalse();
      Changes stopped = repository.changes(MANY, compared -> compared >= 2);
      assertThat(stopped.files()).isEmpty();
      assertThat(stopped.all()).isFalse();
    }
    assertThat(changes().files()).hasSize(20);
  }
}
