package io.github.captainos.git;

import static io.github.captainos.git.Descriptions.assertDescribed;
import static io.github.captainos.git.Descriptions.assertUndescribed;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tag describes HEAD; the git command is asked in each case. */
class DescribeTest {

  @TempDir Path temporary;
  private Git git;

  @BeforeEach
  void aRepositoryWithOneCommit() throws IOException {
    git = Git.init(temporary.resolve("repository"));
    git.commit("first");
  }

  @Test
  void aLightweightTagOnHeadIsFound() throws IOException {
    git.lightweight("v1.0");
    assertDescribed(git, "v1.0");
  }

  @Test
  void anAnnotatedTagOnHeadIsFound() throws IOException {
    git.annotated("v1.0");
    assertDescribed(git, "v1.0");
  }

  @Test
  void theNearestTagIsFoundWhicheverKindItIs() throws IOException {
    git.annotated("v1.0").commit("second");
    git.lightweight("v2.0").commit("third");
    git.commit("fourth");
    assertDescribed(git, "v2.0");
  }

  @Test
  void theNearestOfManyLightweightTagsIsFound() throws IOException {
    for (int i = 0; i < 15; i++) {
      git.lightweight("v" + (99 - i)).commit("next");
    }
    assertDescribed(git, "v85");
  }

  @Test
  void anAnnotatedTagBeatsALightweightOneOnTheSameCommit() throws IOException {
    git.lightweight("v1.0").annotated("v1.5").lightweight("v2.0");
    assertDescribed(git, "v1.5");
  }

  @Test
  void theNewerOfTwoAnnotatedTagsOnTheSameCommitWins() throws IOException {
    git.at(10).annotated("v1.0").at(30).annotated("v1.1").at(20).annotated("v1.2");
    assertDescribed(git, "v1.1");
  }

  @Test
  void theFirstByNameOfTwoAnnotatedTagsOfTheSameDateWins() throws IOException {
    git.annotated("v2").annotated("v10");
    assertDescribed(git, "v10");
  }

  @Test
  void theFirstByNameOfTwoLightweightTagsOnTheSameCommitWins() throws IOException {
    git.lightweight("v1.1").lightweight("v1.0");
    assertDescribed(git, "v1.0");
  }

  @Test
  void namesAreOrderedByTheirBytesAndNotByTheirChars() throws IOException {
    // as UTF-16, the first begins with U+D83D and so comes first
    git.lightweight("v1\uD83D\uDE00").lightweight("v1\uFB01");
    assertDescribed(git, "v1\uFB01");
  }

  @Test
  void namesAreOrderedAcrossPackedAndLooseReferences() throws IOException {
    git.lightweight("v1.1").run("pack-refs", "--all");
    git.lightweight("v1.0").lightweight("v1.2");
    assertDescribed(git, "v1.0");
  }

  @Test
  void aTagOfASecondParentIsNotFound() throws IOException {
    git.lightweight("v1.0");
    git.run("checkout", "--quiet", "-b", "side");
    git.commit("on the side");
    git.annotated("v2.0");
    git.run("checkout", "--quiet", "main");
    git.commit("on main");
    git.run("merge", "--quiet", "--no-ff", "--message=merge", "side");
    assertDescribed(git, "v1.0");
  }

  @Test
  void theNearestTagIsFoundThoughDatesAreOutOfOrder() throws IOException {
    git.at(9000).commit("from the future");
    git.annotated("v1.0");
    git.at(10).commit("long ago");
    git.at(1).lightweight("v0.9");
    git.at(5000).commit("third");
    git.at(2).commit("fourth");
    assertDescribed(git, "v0.9");
  }

  @Test
  void aTagWithoutADigitAfterTheVIsNotAVersion() throws IOException {
    git.lightweight("v1.0").commit("second");
    git.annotated("vNext").annotated("release-1").annotated("2.0").annotated("V3.0");
    assertDescribed(git, "v1.0");
  }

  @Test
  void aTagInAFolderIsNotAVersionUnlessTheFolderLooksLikeOne() throws IOException {
    git.lightweight("v1/beta").commit("second");
    git.lightweight("other/v2.0");
    assertDescribed(git, "v1/beta");
  }

  @Test
  void aTagOfATagIsOnTheCommit() throws IOException {
    git.lightweight("v0.1").commit("second");
    git.annotated("inner");
    git.run("tag", "--annotate", "--message=outer", "v1.0", "inner");
    git.commit("third");
    assertDescribed(git, "v1.0");
  }

  @Test
  void aTagOfSomethingElseThanACommitIsPassedOver() throws IOException {
    git.lightweight("v1.0");
    String blob = git.feed("text", "hash-object", "-w", "--stdin").text();
    git.run("tag", "v2.0", blob);
    git.run("tag", "--annotate", "--message=blob", "v3.0", blob);
    git.run("tag", "v4.0", "HEAD^{tree}");
    assertDescribed(git, "v1.0");
  }

  @Test
  void anAnnotatedTagUnderAnotherNameIsDescribedByTheNameInsideOfIt() throws IOException {
    String commit = git.run("rev-parse", "HEAD");
    git.annotated("v1.0").run("update-ref", "refs/tags/v2.0", "refs/tags/v1.0");
    git.run("tag", "--delete", "v1.0");
    assertDescribed(git, "v1.0-0-g" + commit);
    git.commit("second");
    String head = git.commit("third");
    assertDescribed(git, "v1.0-2-g" + head);
  }

  @Test
  void aTagOfATagUnderAnotherNameIsDescribedByTheTagItIsOf() throws IOException {
    String inner = git.annotated("inner").run("rev-parse", "inner");
    git.run("tag", "--annotate", "--message=outer", "outer", "inner");
    git.run("update-ref", "refs/tags/v1.0", "refs/tags/outer");
    assertDescribed(git, "outer-0-g" + inner);
  }

  @Test
  void aSymbolicTagIsFound() throws IOException {
    git.lightweight("latest").run("symbolic-ref", "refs/tags/v1.0", "refs/tags/latest");
    assertDescribed(git, "v1.0");
  }

  @Test
  void aSymbolicTagThatLeadsNowhereIsPassedOver() throws IOException {
    git.lightweight("v1.0").run("symbolic-ref", "refs/tags/v2.0", "refs/tags/gone");
    assertDescribed(git, "v1.0");
  }

  @Test
  void anAnnotatedTagWithoutATaggerIsOlderThanAllOthers() throws IOException {
    String object =
        "object %s\ntype commit\ntag v0.1\n\nold\n".formatted(git.run("rev-parse", "HEAD"));
    String tag =
        git.feed(object, "hash-object", "-t", "tag", "-w", "--literally", "--stdin").text();
    git.run("update-ref", "refs/tags/v0.1", tag);
    assertDescribed(git, "v0.1");
    git.annotated("v1.0");
    assertDescribed(git, "v1.0");
  }

  @Test
  void nothingIsFoundWithoutTags() throws IOException {
    assertUndescribed(git, null);
  }

  @Test
  void nothingIsFoundIfNoTagOfHeadsHistoryMatches() throws IOException {
    git.annotated("release-1").run("checkout", "--quiet", "-b", "side");
    git.commit("on the side");
    git.annotated("v1.0").run("checkout", "--quiet", "main");
    assertUndescribed(git, null);
  }

  @Test
  void aDetachedHeadIsDescribed() throws IOException {
    git.lightweight("v1.0").commit("second");
    git.commit("third");
    git.annotated("v2.0").run("checkout", "--quiet", "--detach", "HEAD~1");
    assertDescribed(git, "v1.0");
  }
}
