package io.github.captainos.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tools.jib.api.Credential;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which helper of a file is asked for which registry, and what for. */
@DisabledOnOs(OS.WINDOWS)
class HelpersOfFileTest {
  private static final String CONFIG =
      """
      {
        "credHelpers": {
          "one.io": "one", "https://url.io": "one", "two.io/org": "one", "own.io": "",
          "unknown.io": "ignorant", "index.docker.io": "one"
        },
        "credsStore": "store",
        "auths": {
          "one.io": {"auth": "%1$s"}, "other.io": {"auth": "%1$s"},
          "own.io": {"auth": "%1$s"}, "unknown.io": {"auth": "%1$s"}
        }
      }
      """;

  @TempDir private Path directory;
  private Path config;

  @BeforeEach
  void helpers() throws IOException {
    String auth = "ZmlsZTpwdw=="; // file:pw
    config = Files.writeString(directory.resolve("config.json"), CONFIG.formatted(auth));
    helper("one", "echo '{\"Username\":\"one\",\"Secret\":\"'\"$(cat)\"'\"}'");
    helper("store", "echo '{\"Username\":\"store\",\"Secret\":\"'\"$(cat)\"'\"}'");
    helper("ignorant", "echo 'credentials not found in native keychain'; exit 1");
  }

  private void helper(String name, String script) throws IOException {
    Path program = directory.resolve("docker-credential-" + name);
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  /** Looks into the file of the first argument, for images of the others. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      for (String image : List.of(arguments).subList(1, arguments.length)) {
        String[] names = image.split("/", 2);
        Credential found =
            Credentials.find(new RepositoryName(names[0], names[1]), Path.of(arguments[0]))
                .orElseThrow();
        System.out.println(image + ": " + found.getUsername() + " " + found.getPassword());
      }
    }
  }

  @Test
  void theHelperOfARegistryIsAskedBeforeThatOfAllAndThatBeforeTheFile() throws Exception {
    // a helper is looked up on the PATH, and that of a process cannot be changed from inside
    ProcessBuilder builder =
        new ProcessBuilder(
            Command.java(
                Child.class,
                List.of(),
                config.toString(),
                "one.io/os",
                "url.io/os",
                "two.io/org/os",
                "two.io/os",
                "other.io:5000/os",
                "unknown.io/os",
                "own.io/os",
                "registry-1.docker.io/os"));
    builder.environment().merge("PATH", directory + ":", (path, added) -> added + path);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(output.lines())
        .containsExactly(
            "one.io/os: one one.io",
            "url.io/os: one url.io",
            "two.io/org/os: one two.io",
            "two.io/os: store two.io",
            "other.io:5000/os: store other.io:5000",
            "unknown.io/os: file pw",
            "own.io/os: file pw",
            "registry-1.docker.io/os: one https://index.docker.io/v1/");
    assertThat(process.waitFor()).isZero();
  }
}
