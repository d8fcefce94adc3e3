package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.support.Program;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a command that does not end as it should; other programs stand in for git. */
@DisabledOnOs(OS.WINDOWS)
class GitCommandTest {
  @TempDir Path temporary;

  private GitCommand git(String script, Duration deadline) throws IOException {
    Path program = Files.writeString(temporary.resolve("git"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    String path = temporary + ":" + System.getenv("PATH");
    return GitCommand.isolated(temporary, Map.of("PATH", path), deadline);
  }

  @Test
  void aCommandEndsWithItsStatusAndWhatItHasPrinted() throws IOException {
    try (GitCommand git =
        git("echo \"$@\"; echo no >&2; cat; exit 3", GitCommand.DEFAULT_DEADLINE)) {
      assertThat(git.run("log", "-1")).isEqualTo(new Program.Output(3, "log -1\n", "no\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec yes", "exec yes >&2", "yes; sleep 100000"})
  void aCommandThatPrintsWithoutEndIsStopped(String script) throws IOException {
    try (GitCommand git = git(script, GitCommand.DEFAULT_DEADLINE)) {
      Program.Output output = git.run("log", "-1");
      assertThat(output.status()).isNegative();
      assertThat(output.errors()).isEqualTo("'git log -1' printed more than 16 MiB");
    }
  }

  @Test
  void aCommandIsStoppedThatEndsButForAProcessThatItStarted() throws IOException {
    try (GitCommand git = git("sleep 100000 & wait", Duration.ofMillis(1))) {
      assertThat(git.run("log").errors()).isEqualTo("'git log' did not end within 0 seconds");
    }
  }

  @Test
  void anInterruptStopsACommand() throws IOException {
    try (GitCommand git = git("exec sleep 100000", GitCommand.DEFAULT_DEADLINE)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> git.run("log")).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aCommandThatCannotBeStartedIsAnError() throws IOException {
    try (GitCommand git = git("", GitCommand.DEFAULT_DEADLINE)) {
      Files.writeString(temporary.resolve("git"), "#!" + temporary.resolve("gone") + "\n");
      assertThatIOException()
          .isThrownBy(() -> git.run("log"))
          .withMessageContaining(temporary.resolve("git").toString());
    }
  }
}
