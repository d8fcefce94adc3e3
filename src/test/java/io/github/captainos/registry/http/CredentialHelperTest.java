package io.github.captainos.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that know credentials, do not, or misbehave. */
@DisabledOnOs(OS.WINDOWS)
class CredentialHelperTest {
  private static final String SECRET = "secret-of-the-test";

  @TempDir private Path directory;

  private Path program(String... script) throws IOException {
    Path program = directory.resolve("docker-credential-test");
    Files.writeString(program, "#!/bin/sh\n" + String.join("\n", script) + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  private CredentialHelper helper(String... script) throws IOException {
    return new CredentialHelper(program(script).toString(), HangGuard.TIMEOUT);
  }

  private static String answer(String username, String secret) {
    return "echo '{\"ServerURL\":\"r.io\",\"Username\":\"%s\",\"Secret\":\"%s\"}'"
        .formatted(username, secret);
  }

  @Test
  void itIsAskedAsDockerAsks() throws IOException {
    CredentialHelper helper =
        helper(
            "[ \"$*\" = get ] && [ \"$(cat)\" = r.io:5000 ] || exit 1",
            answer("joe", "a \\\"b\\\""));
    assertThat(helper.get("r.io:5000")).contains(Credential.from("joe", "a \"b\""));
  }

  @Test
  void itNeedNotReadTheQuestion() throws IOException {
    assertThat(helper("exec <&-", answer("joe", SECRET)).get("r.io"))
        .contains(Credential.from("joe", SECRET));
  }

  @Test
  void whatItSaysToTheUserIsNoPartOfTheAnswer() throws IOException {
    assertThat(helper("echo 'Touch the key' >&2", answer("joe", SECRET)).get("r.io"))
        .contains(Credential.from("joe", SECRET));
  }

  @Test
  void moreThanAPipeHoldsOnStandardErrorDoesNotStopIt() throws IOException {
    CredentialHelper helper = helper("head -c 1000000 /dev/zero >&2", answer("joe", SECRET));
    assertThat(helper.get("r.io")).contains(Credential.from("joe", SECRET));
  }

  @Test
  void aTokenThatGetsTokensIsKnownByTheNameOfTheUser() throws IOException {
    assertThat(helper(answer("<token>", "a+b")).get("r.io"))
        .hasValueSatisfying(
            found -> {
              assertThat(found.isOAuth2RefreshToken()).isTrue();
              assertThat(found.getPassword()).isEqualTo("a+b");
            });
  }

  @Test
  void whoItDoesNotKnowHasNone() throws IOException {
    assertThat(helper("echo 'credentials not found in native keychain'", "exit 1").get("r.io"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"Username\":\"joe\",\"Secret\":\"\"}", "{\"Username\":null,\"Secret\":null}"})
  void anAnswerWithoutASecretIsNone(String answer) throws IOException {
    assertThat(helper("echo '" + answer + "'").get("r.io")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo " + SECRET + "; exit 0",
        "echo '{\"Secret\":\"" + SECRET + "'; exit 0",
        "echo '[\"" + SECRET + "\"]'; exit 0",
        "echo '\"" + SECRET + "\"'; exit 0",
        "exit 0"
      })
  void anAnswerThatIsNoJsonIsSaidAndNotQuoted(String script) throws IOException {
    failsWithoutQuoting(helper(script), "did not return JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo " + SECRET + "; echo " + SECRET + " >&2; exit 1",
        "echo '{\"Username\":\"joe\",\"Secret\":\"" + SECRET + "\"}'; exit 1",
        "echo " + SECRET + "; kill -9 $$"
      })
  void aHelperThatFailsIsNotQuoted(String script) throws IOException {
    failsWithoutQuoting(helper(script), "failed");
  }

  private static void failsWithoutQuoting(CredentialHelper helper, String why) {
    Throwable failure = catchThrowable(() -> helper.get("r.io"));
    assertThat(failure)
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("docker-credential-test")
        .hasMessageContaining(why);
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("secret");
  }

  @Test
  void aHelperThatIsNotThereIsNamed() {
    String program = directory.resolve("docker-credential-none").toString();
    assertThatThrownBy(() -> new CredentialHelper(program, HangGuard.TIMEOUT).get("r.io"))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("there is no " + program);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 300 & echo $! >> pids; wait",
        "sleep 300 & echo $! >> pids; exec sleep 300",
        "echo " + SECRET + "; sleep 300 & echo $! >> pids; wait",
        // nothing more can come, but it does not end
        "exec >&-; sleep 300 & echo $! >> pids; wait",
        "echo 'credentials not found'; exec >&-; sleep 300 & echo $! >> pids; wait"
      })
  void aHelperThatHangsIsGivenUpAndEnded(String script) throws Exception {
    Path program = program("cd '" + directory + "'", "echo $$ >> pids", script);
    CredentialHelper helper = new CredentialHelper(program.toString(), HangGuard.TIMEOUT);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(() -> failure.set(catchThrowable(() -> helper.get("r.io"))));
    thread.start();
    // its end comes as soon as both processes are there, however long that takes
    HangGuard.await("two processes", () -> pids().size() == 2);
    thread.interrupt();
    thread.join();

    assertThat(failure.get())
        .isInstanceOf(RegistryException.class)
        .hasMessage("interrupted while waiting for " + program);
    for (String pid : pids()) {
      HangGuard.await("the end of process " + pid, () -> hasEnded(pid));
    }
  }

  private List<String> pids() throws IOException {
    Path pids = directory.resolve("pids");
    return Files.exists(pids) ? Files.readAllLines(pids) : List.of();
  }

  /** Where nobody has asked yet how it ended, as in many containers, it stays as a zombie. */
  private static boolean hasEnded(String pid) {
    if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
      return true;
    }
    try {
      return Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
    } catch (IOException e) {
      return false; // it has just gone, or there is no such directory here
    }
  }

  @Test
  void aHelperThatHangsTimesOut() throws IOException {
    Path program = program("echo " + SECRET, "exec sleep 300");
    CredentialHelper helper = new CredentialHelper(program.toString(), Duration.ofMillis(10));
    assertThatThrownBy(() -> helper.get("r.io"))
        .isInstanceOf(RegistryException.class)
        .hasMessage(program + " did not answer in 0 s. It may be waiting for input");
  }

  @Test
  void aHelperThatNeverStopsTalkingIsNotListenedToForEver() throws IOException {
    failsWithoutQuoting(helper("exec yes " + SECRET), "failed");
  }
}
