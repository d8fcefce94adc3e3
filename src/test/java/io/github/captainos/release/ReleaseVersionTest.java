package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.program.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

  @Test
  void aFixedVersionStaysWhateverIsTaggedAndCommittedLater() throws Exception {
    ReleaseVersion.Version before = versioning().version();
    ReleaseVersion fixed = versioning().fixed();
    ReleaseVersion fixedTag = versioning().fixedTag();

    commit();
    git("tag", "v1.2.0");
    assertThat(versioning().version().tag()).startsWith("v1.2.0-");
    assertThat(fixed.version()).isEqualTo(before);
    assertThat(fixedTag.name(List.of()).tag()).isEqualTo(before.tag());
  }
}
