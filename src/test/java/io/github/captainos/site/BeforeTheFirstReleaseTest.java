package io.github.captainos.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script for the time before Captain is on Maven Central, on the page on GitHub Actions. */
@DisabledOnOs(OS.WINDOWS)
class BeforeTheFirstReleaseTest {
  private static final String SOURCES = "https://github.com/captainos/captain-maven-plugin.git";

  @TempDir Path temporary;

  @Test
  void theFirstCallInstallsCaptainAndEachCallIsMaven() throws IOException {
    Path sources = Files.createDirectory(temporary.resolve("sources"));
    Path installed = temporary.resolve("installed");
    record(sources.resolve("mvnw"), installed);
    git(sources, "init", "--quiet", "--initial-branch=main");
    git(sources, "add", "mvnw");
    git(sources, "commit", "--quiet", "--message=Captain");
    Path bin = Files.createDirectory(temporary.resolve("bin"));
    Path called = temporary.resolve("called");
    record(bin.resolve("mvn"), called);
    String script = Page.of("github-actions.md").code("sh").get(0);
    Path maven = executable(temporary.resolve("maven"), script);

    run(bin, sources, maven, "--batch-mode", "package");
    run(bin, sources, maven, "captain:publish", "-Dx=two words");

    assertThat(installed)
        .hasContent("--batch-mode\n--quiet\ninstall\n-DskipTests\n-Dinvoker.skip\n.\n");
    assertThat(called).hasContent("--batch-mode\npackage\n.\ncaptain:publish\n-Dx=two words\n.\n");
  }

  private void run(Path bin, Path sources, Path maven, String... arguments) throws IOException {
    // where the script clones from GitHub, git clones from the directory
    Path home = Files.createDirectories(temporary.resolve("home"));
    git(home, "config", "--file", ".gitconfig", "url." + sources.toUri() + ".insteadOf", SOURCES);
    String[] environment = {
      "env", "HOME=" + home, "RUNNER_TEMP=" + temporary, "PATH=" + bin + ":" + System.getenv("PATH")
    };
    Command.run(temporary, concat(environment, concat(new String[] {maven.toString()}, arguments)));
  }

  private static void git(Path directory, String... arguments) {
    String[] git = {"git", "-c", "user.name=it", "-c", "user.email=it@example.org"};
    Command.run(directory, concat(git, arguments));
  }

  private static String[] concat(String[] some, String[] more) {
    return Stream.of(some, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  /** Makes a program that writes what it is called with, one argument a line. */
  private static void record(Path program, Path calls) throws IOException {
    executable(program, "#!/bin/sh\nprintf '%s\\n' \"$@\" . >> '" + calls + "'\n");
  }

  private static Path executable(Path program, String script) throws IOException {
    Files.writeString(program, script);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
