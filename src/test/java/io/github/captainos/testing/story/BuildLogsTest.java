package io.github.captainos.testing.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLogsTest {
  private static final String START = "[INFO] Scanning for projects...\n";
  private static final String TRACE =
      """
      java.net.SocketException: Connection reset
      \tat java.base/sun.nio.ch.NioSocketImpl.implRead(NioSocketImpl.java:328)
      \tat io.github.captainos.registry.Some$1.lambda$read$0(Some.java:3)
      Caused by: java.io.IOException: gone
      \t... 3 more
      """;
  private static final String QUIET =
      """
      [ERROR] Failed to execute goal captain:publish: java.io.IOException: the disk is full
      [WARNING] at (this) moment
      WARNING: A restricted method in java.lang.System has been called
        at io.github (not a frame)
      """;

  @TempDir private Path stories;

  private void log(String story, String... texts) throws IOException {
    Path log = Files.createDirectories(stories.resolve(story)).resolve("build.log");
    Files.writeString(log, String.join("", texts));
  }

  private void check() throws IOException {
    BuildLogs.check(stories, Instant.EPOCH);
  }

  @Test
  void whatAStoryShouldNotPrintIsNamedOnce() throws IOException {
    log("good", START, QUIET);
    log(
        "maven",
        START,
        "org.eclipse.aether.transfer.ChecksumFailureException: no checksums available\n",
        "    at org.eclipse.aether.internal.impl.Some.run (Some.java:1)\n",
        QUIET);
    log("traced", START, QUIET, TRACE, QUIET, START, QUIET);
    log("frames", START, "    at org.apache.http.Some.run(Some.java)\n");
    log("thread", START, "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap\n");
    log("slf4j", START, "SLF4J: Failed to load class\nSLF4J: and so on\n");
    log("log4j", START, "log4j:WARN No appenders could be found\n");
    log(
        "jul",
        START,
        "Nov 25, 2026 10:47:49 AM com.google.api.client.http.HttpRequest execute\n",
        "WARNING: exception thrown while executing request\n");
    assertThatThrownBy(this::check)
        .isInstanceOf(AssertionError.class)
        .satisfies(
            failure ->
                assertThat(failure.getMessage().lines().skip(1))
                    .containsExactly(
                        "  frames: line 2: at org.apache.http.Some.run(Some.java)",
                        "  jul: line 3: WARNING: exception thrown while executing request",
                        "  log4j: line 2: log4j:WARN No appenders could be found",
                        "  slf4j: line 2: SLF4J: Failed to load class",
                        "  thread: line 2: Exception in thread \"main\""
                            + " java.lang.OutOfMemoryError: Java heap",
                        "  traced: line 6: java.net.SocketException: Connection reset"));
  }

  @Test
  void whoAsksForTracesGetsThem() throws IOException {
    log("debug", START, QUIET, "[DEBUG] Reading settings\n", START, TRACE);
    log("errors", "[INFO] Error stacktraces are turned on.\n", START, TRACE);
    String verify = "Running post-build script: verify.groovy\n";
    log("failed", START, verify, TRACE, "Finished post-build script: verify.groovy\n");
    assertThatCode(this::check).doesNotThrowAnyException();
    log("later", "[DEBUG] Reading settings\n", START, TRACE, START, TRACE);
    log("script", verify, TRACE, "Finished pre-build script: verify.groovy\n", START, TRACE);
    assertThatThrownBy(this::check)
        .hasMessageContaining("later: ")
        .hasMessageContaining("script: ");
  }

  @Test
  void whatWasPrintedBeforeDoesNotMatter() throws IOException {
    log("old", START, TRACE);
    Instant now = Instant.now();
    Files.setLastModifiedTime(stories.resolve("old/build.log"), FileTime.from(now.minusSeconds(9)));
    Files.createDirectories(stories.resolve("without-log"));
    BuildLogs.check(stories, now);
  }
}
