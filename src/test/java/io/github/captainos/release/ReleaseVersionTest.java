package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.program.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReleaseVersionTest {
  @TempDir private Path directory;

  @BeforeEach
  void makeRepository() {
    git("init", "--quiet");
    commit();
    git("tag", "v1.1.0");
  }

  private void git(String... arguments) {
    Stream<String> git =
        Stream.of("git", "-c", "user.name=An Author", "-c", "user.email=author@example.org");
    Command.run(directory, Stream.concat(git, Stream.of(arguments)).toArray(String[]::new));
  }

  private void commit() {
    git("commit", "--allow-empty", "--quiet", "--message=a commit");
  }

  private ReleaseVersion versioning() {
    return new ReleaseVersion(null, null, null, null, null, directory);
  }

  private ReleaseVersion versioning(String tag, String gitSha, String exclude) {
    return new ReleaseVersion(
        setting(tag), null, setting(gitSha), setting(exclude), null, directory);
  }

  private static Setting setting(String value) {
    return value == null ? null : new Setting(value, "the test");
  }

  private String head() {
    return Command.run(directory, "git", "rev-parse", "--short=7", "HEAD").strip();
  }

  private void assertNoVersion(ReleaseVersion versioning, String warning) throws Exception {
    Queue<String> logged = LoggedErrors.keepLines();
    assertThat(versioning.version().tag()).isEqualTo("v0.0.0-" + head());
    assertThat(logged).singleElement().asString().startsWith("warn " + warning);
  }

  @Test
  void aRepositoryWithoutAVersionTagIsWarnedOf() throws Exception {
    git("tag", "--delete", "v1.1.0");
    assertNoVersion(
        versioning(),
        "No git tag matches v[0-9]*; the version is v0.0.0. Tag the commit of a release, as with"
            + " 'git tag v1.0.0', or set captain.tag.");
    git("tag", "1.0.0");
    commit();
    assertNoVersion(
        versioning(), "No git tag matches v[0-9]* (there is 1.0.0); the version is v0.0.0. ");
  }

  @Test
  void tagsThatAreAllExcludedAreWarnedOf() throws Exception {
    assertNoVersion(
        versioning(null, null, "v1.*"),
        "No git tag matches v[0-9]* (there is v1.1.0, which captain.versionExclude excludes); the"
            + " version is v0.0.0. ");
  }

  @Test
  void aShallowCloneIsToldHowToFetchTheHistory() throws Exception {
    commit();
    git("tag", "1.0.0");
    Path origin = Files.createDirectory(directory.resolve("origin"));
    git("clone", "--quiet", "--bare", ".", origin.toString());
    Command.run(directory, "git", "clone", "--quiet", "--depth=1", "file://" + origin, "clone");
    Path clone = directory.resolve("clone");
    assertNoVersion(
        new ReleaseVersion(null, null, null, null, null, clone),
        clone.toRealPath()
            + " is a shallow clone and no tag v[0-9]* is in it, so the version is v0.0.0. Fetch the"
            + " history with 'git fetch --unshallow --tags'");
  }

  @Test
  void nothingIsSaidOfAVersionThatIsFoundOrGiven() throws Exception {
    Queue<String> logged = LoggedErrors.keepLines();
    assertThat(versioning().version().tag()).isEqualTo("v1.1.0-" + head());
    git("tag", "--delete", "v1.1.0");
    assertThat(versioning("v7", null, null).version().tag()).isEqualTo("v7");
    assertThat(logged).isEmpty();
  }

  @Test
  void aGivenCommitHasItsOwnTimeAndOneThatIsNotThereHasNone() throws Exception {
    String first = head();
    Instant time = versioning().version().created();
    assertThat(time).isAfter(Instant.EPOCH);
    commit();
    assertThat(versioning(null, first, null).version())
        .isEqualTo(new ReleaseVersion.Version("v1.1.0-" + first, first, time));
    String gone = "1".repeat(40);
    assertThat(versioning("v7", gone, null).version())
        .isEqualTo(new ReleaseVersion.Version("v7", gone, Instant.EPOCH));
  }

  @Test
  void aRepositoryWithoutACommitHasNoVersion() throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Command.run(empty, "git", "init", "--quiet");
    ReleaseVersion versioning = new ReleaseVersion(null, null, null, null, null, empty);
    assertThatThrownBy(versioning::version)
        .isInstanceOf(ReleaseException.class)
        .hasMessage(
            "The git repository "
                + empty.toRealPath()
                + " has no commit yet, so the release has no version. Set captain.tag, as in"
                + " -Dcaptain.tag=v1.0.0.");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aMachineWithoutGitNeedsATagAndACommit() throws Exception {
    String[] java = Command.java(WithoutGit.class, List.of(), directory.toString());
    List<String> command = Stream.concat(Stream.of("env", "PATH=/none"), Stream.of(java)).toList();
    assertThat(Command.run(Path.of("").toAbsolutePath(), command.toArray(String[]::new)).lines())
        .satisfiesExactly(
            neither -> assertThat(neither).contains(" no git command", "set captain.tag and "),
            tag ->
                assertThat(tag).contains(" no git command", "set captain.tag and captain.gitSha"),
            commit -> assertThat(commit).contains(" no git command", "set captain.tag and "),
            both ->
                assertThat(both)
                    .isEqualTo("Version[tag=v7, revision=1234567, created=1970-01-01T00:00:00Z]"),
            warning ->
                assertThat(warning)
                    .contains("There is no git command in the PATH")
                    .contains("the images have the time 1970-01-01T00:00:00Z")
                    .contains("project.build.outputTimestamp sets another"),
            nameAlone -> assertThat(nameAlone).isEqualTo("v7"),
            noRepository -> assertThat(noRepository).contains("revision=null"),
            end -> assertThat(end).isEqualTo("[]"));
  }

  /** Prints the versions of a repository, in a JVM that finds no git. */
  static final class WithoutGit {
    private WithoutGit() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      Queue<String> logged = LoggedErrors.keepLines();
      System.out.println(version(null, null, directory));
      System.out.println(version("v7", null, directory));
      System.out.println(version(null, "1234567", directory));
      System.out.println(version("v7", "1234567", directory));
      System.out.println(logged.remove());
      Publishing nameAlone = new Publishing(directory);
      nameAlone.versioning = new ReleaseVersion(setting("v7"), null, null, null, null, directory);
      System.out.println(nameAlone.release().name().tag());
      System.out.println(version("v7", null, directory.getParent()));
      System.out.println(logged);
    }

    private static String version(String tag, String gitSha, Path directory) {
      try {
        return new ReleaseVersion(setting(tag), null, setting(gitSha), null, null, directory)
            .version()
            .toString();
      } catch (ReleaseException e) {
        return e.getMessage();
      }
    }
  }

  @Test
  void aReleaseKeepsItsVersionWhateverIsTaggedAndCommittedLater() throws Exception {
    Publishing publishing = new Publishing(directory);
    publishing.versioning = versioning();
    Release release = publishing.release();
    String tag = versioning().version().tag();
    assertThat(release.tags()).containsExactly(Map.entry(tag, "both"));

    commit();
    git("tag", "v1.2.0");
    assertThat(versioning().version().tag()).startsWith("v1.2.0-");
    assertThat(release.tags()).containsExactly(Map.entry(tag, "both"));
    assertThat(release.version().tag()).isEqualTo(tag);
  }
}
