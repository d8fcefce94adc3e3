package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Requests;
import io.github.captainos.testing.LoggedErrors;
import io.github.captainos.testing.program.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangingGitTest {
  @TempDir private Path directory;

  @Test
  void aPublishThatFailsMeanwhileStopsGitAndSaysOnlyWhyItFails() throws Exception {
    Command.run(directory, "git", "init", "--quiet");
    Files.delete(directory.resolve(".git/HEAD"));
    Command.run(directory, "mkfifo", ".git/HEAD"); // nothing writes to it, so git waits
    PublishRequest given = Requests.request(directory);
    PublishRequest request =
        Requests.request(
            given.naming(),
            new ReleaseVersion(null, null, null, null, null, directory),
            directory,
            given.files().targets(),
            "all",
            true);
    LoggedErrors.take();
    assertThatThrownBy(
            () ->
                Publisher.publish(
                    request,
                    (repository, access) -> {
                      while (git().findAny().isEmpty()) {
                        Thread.onSpinWait();
                      }
                      throw new ReleaseException("the registry is gone");
                    }))
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
