package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.program.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class HangingGitTest {
  @TempDir private Path directory;

  @Test
  void aPublishThatFailsMeanwhileStopsGitAndSaysOnlyWhyItFails() throws Exception {
    Command.run(directory, "git", "init", "--quiet");
    Files.delete(directory.resolve(".git/HEAD"));
    Command.run(directory, "mkfifo", ".git/HEAD"); // nothing writes to it, so git waits
    Publishing publishing = Publishing.in(directory);
    publishing.versioning = new ReleaseVersion(null, null, null, null, null, directory);
    publishing.opener =
        (repository, access) -> {
          while (git().findAny().isEmpty()) {
            Thread.onSpinWait();
          }
          throw new ReleaseException("the registry is gone");
        };
    LoggedErrors.take();
    assertThatThrownBy(publishing::publish)
        .hasMessage("the registry is gone")
        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    assertThat(LoggedErrors.take()).isEqualTo(List.of());
    git().forEach(process -> process.onExit().join());
  }

  private static Stream<ProcessHandle> git() {
    return ProcessHandle.current()
        .children()
        .filter(process -> process.info().command().orElse("").endsWith("/git"));
  }
}
