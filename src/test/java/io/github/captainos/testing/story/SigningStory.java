package io.github.captainos.testing.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.program.Command;
import io.github.captainos.testing.program.DebianPackage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A story that signs with keys of cosign, {@code release.key} and {@code other.key}, and looks at
 * what was signed with other programs.
 */
public final class SigningStory {
  /** The password of both keys. */
  public static final String PASSWORD = "password-of-the-story";

  private final Path project;
  private final Path work;
  private final Maven maven;
  private final String registry;

  /**
   * Makes the keys.
   *
   * @param project the project that is built
   */
  public SigningStory(File project, Maven maven, String registry) throws IOException {
    this.project = project.toPath();
    this.work = Files.createDirectories(this.project.resolve("target/work"));
    this.maven = maven.with("CAPTAIN_SIGN_PASSWORD", PASSWORD);
    this.registry = "-Dcaptain.registry=" + registry;
    for (String name : List.of("release", "other")) {
      tool("cosign", "generate-key-pair", "--output-key-prefix", name);
    }
  }

  /** Returns the directory with the keys, in which the other programs run. */
  public Path work() {
    return work;
  }

  /** Returns a file in that directory. */
  public String file(String name) {
    return work.resolve(name).toString();
  }

  /** Returns Maven, which knows the password. */
  public Maven maven() {
    return maven;
  }

  private Command.Result run(String goal, String... arguments) throws IOException {
    Stream<String> all =
        Stream.concat(Stream.of("captain:" + goal, registry), Stream.of(arguments));
    return maven.run(project, all.toArray(String[]::new));
  }

  /** Runs a goal, which has to succeed, and returns what it printed. */
  public String captain(String goal, String... arguments) throws IOException {
    Command.Result result = run(goal, arguments);
    assertThat(result.succeeded()).as(result.output()).isTrue();
    return result.output();
  }

  /**
   * Asserts that a goal fails with a message, without a stack trace, and returns what it printed.
   */
  public String fails(String text, String goal, String... arguments) throws IOException {
    Command.Result result = run(goal, arguments);
    assertThat(result.succeeded()).isFalse();
    String output = result.output().replaceAll("\\s+", " ");
    assertThat(output).contains(text).doesNotContain("\tat ");
    return output;
  }

  /**
   * Returns the programs with which the story is told: cosign 2 of the system, and cosign 3 of
   * Debian's sid where that can be downloaded.
   */
  public List<String> cosigns() {
    try {
      return List.of("cosign", DebianPackage.program("cosign", "sid").toString());
    } catch (IOException e) {
      System.out.println("cosign 3 is not tried, since it cannot be downloaded: " + e.getMessage());
      return List.of("cosign");
    }
  }

  /**
   * Runs shell code of a page, with another cosign than that of the system.
   *
   * @param cosign the program, which may be a script
   */
  public Command.Result shell(String cosign, String code) throws IOException {
    Path programs = Files.createTempDirectory(work, "programs");
    String path = System.getenv("PATH");
    String run = "#!/bin/sh\nPATH='" + path + "'\nexec " + cosign + " \"$@\"\n";
    Files.writeString(programs.resolve("cosign"), run).toFile().setExecutable(true);
    return execute("PATH=" + programs + ":" + path, "bash", "-e", "-o", "pipefail", "-c", code);
  }

  /** Runs another program. */
  public Command.Result execute(String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of("env", "COSIGN_PASSWORD=" + PASSWORD));
    all.addAll(List.of(command));
    return Command.execute(work, all.toArray(String[]::new));
  }

  /** Runs another program, which has to succeed, and returns what it printed. */
  public String tool(String... command) throws IOException {
    Command.Result result = execute(command);
    assertThat(result.succeeded())
        .as("%s%n%s", String.join(" ", command), result.output())
        .isTrue();
    return result.output();
  }
}
