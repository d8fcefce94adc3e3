package io.github.captainos.testing.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.program.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job of {@code publish.yml} that works out the tag of all images. */
class ImageTagJobTest {
  @TempDir Path temporary;
  private Path os;
  private int runs;

  @BeforeEach
  void makeARepositoryWithTwoCommits() throws Exception {
    os = Files.createDirectory(temporary.resolve("os"));
    git("init", "--quiet", "--initial-branch=main");
    commit();
    commit();
  }

  private String git(String... arguments) {
    List<String> git = List.of("git", "-c", "user.name=it", "-c", "user.email=it@example.org");
    return Command.run(os, Stream.concat(git.stream(), Stream.of(arguments)).toArray(String[]::new))
        .strip();
  }

  private void commit() {
    git("commit", "--quiet", "--allow-empty", "--message=a change");
  }

  private String commitOf(String revision) {
    return git("rev-parse", revision);
  }

  private WorkflowRun run(String commit, String exclude) throws Exception {
    Map<String, Object> github = Map.of("ref", "refs/heads/main");
    Map<String, Object> inputs = Map.of("version-exclude", exclude);
    return new WorkflowRun(
            Workflow.read(Path.of(".github/workflows/publish.yml")),
            temporary.resolve("run" + runs++),
            Map.of("PATH", System.getenv("PATH"), "GITHUB_SHA", commit),
            Map.of("actions/checkout", this::checkOut),
            Map.of("github", github, "inputs", inputs, "secrets", Map.of()))
        .start(Set.of("version"));
  }

  private void checkOut(Map<String, String> with, WorkflowRun.Job job) {
    assertThat(with).containsEntry("fetch-depth", "0");
    Command.run(job.workspace(), "git", "clone", "--quiet", os.toUri().toString(), ".");
  }

  private String versionOfHead(String exclude) throws Exception {
    String commit = commitOf("HEAD");
    String tag = run(commit, exclude).outputs().get("tag");
    assertThat(tag).endsWith("-" + commit.substring(0, 7));
    return tag.substring(0, tag.length() - "-1234567".length());
  }

  @Test
  void isTheNearestVersionAndTheCommit() throws Exception {
    git("tag", "v1.0.0", "HEAD^");
    commit();
    git("tag", "nightly");
    commit();
    assertThat(versionOfHead("")).isEqualTo("v1.0.0");
  }

  @Test
  void isThatOfAnEarlierCommitOfTheBranch() throws Exception {
    git("tag", "v1.0.0", "HEAD^");
    git("tag", "v2.0.0", "HEAD");
    assertThat(run(commitOf("HEAD^"), "").outputs().get("tag"))
        .isEqualTo("v0.0.0-" + commitOf("HEAD^").substring(0, 7));
  }

  @Test
  void leavesOutAllTagsOnTheCommitItself() throws Exception {
    git("tag", "v1.0.0", "HEAD^");
    assertThat(versionOfHead("")).isEqualTo("v1.0.0");
    git("tag", "v1.1.0-rc1");
    git("tag", "--annotate", "--message=the release", "v1.1.0");
    assertThat(versionOfHead("")).isEqualTo("v1.0.0");
    commit();
    assertThat(versionOfHead("")).isEqualTo("v1.1.0");
  }

  @Test
  void isZeroWhereNoTagIsLeft() throws Exception {
    assertThat(versionOfHead("")).isEqualTo("v0.0.0");
    git("tag", "v1.0.0");
    assertThat(versionOfHead("")).isEqualTo("v0.0.0");
  }

  @Test
  void leavesOutWhatIsExcludedByAnyLine() throws Exception {
    git("tag", "v1.0.0", "HEAD^");
    for (String tag : new String[] {"v1.1.0-rc1", "v1.1.0", "v1.1.0+build"}) {
      commit();
      git("tag", tag);
    }
    commit();
    assertThat(versionOfHead("\n v*-rc* \n\nv*+*\nv1.1.0\n")).isEqualTo("v1.0.0");
    assertThat(versionOfHead("v*+*")).isEqualTo("v1.1.0");
  }

  @Test
  void aGitTagThatNoImageCanHaveIsAnErrorBeforeTheBuild() throws Exception {
    git("tag", "v1.0.0+build", "HEAD^");
    WorkflowRun run = run(commitOf("HEAD"), "");
    assertThat(run.succeeded()).isFalse();
    assertThat(run.log())
        .contains("::error::The git tag v1.0.0+build cannot be", "version-exclude");
  }

  @Test
  void aRepositoryThatCannotBeReadIsNoVersionZero() throws Exception {
    WorkflowRun run = run("1234567890123456789012345678901234567890", "");
    assertThat(run.succeeded()).isFalse();
    assertThat(run.outputs()).containsEntry("tag", "");
  }
}
