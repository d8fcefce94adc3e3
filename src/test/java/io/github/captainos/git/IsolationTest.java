package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing but the repository has a say, and nothing is written anywhere. */
class IsolationTest {

  @TempDir Path temporary;
  private Path home;
  private Git git;

  @BeforeEach
  void aRepositoryAndAHome() throws IOException {
    home = Files.createDirectory(temporary.resolve("home"));
    git = Git.init(temporary.resolve("repository"));
    git.commit("first");
    git.annotated("v1.0").commit("second");
  }

  @Test
  void brokenSettingsOfTheUserDoNotMatter() throws Exception {
    for (String file : new String[] {".gitconfig", ".jgitconfig"}) {
      Files.writeString(home.resolve(file), "[broken");
    }
    for (String folder : new String[] {".config/git", ".config/jgit"}) {
      Files.createDirectories(home.resolve(folder));
      Files.writeString(home.resolve(folder).resolve("config"), "[broken");
    }
    assertThat(inAProcessOfItsOwn()).containsExactly("v1.0", "1700000000", "false");
  }

  @Test
  void noGitProcessIsStarted() throws Exception {
    Path started = temporary.resolve("started");
    Path command = Files.createDirectory(temporary.resolve("bin")).resolve("git");
    Files.writeString(command, "#!/bin/sh\necho \"$@\" >> '" + started + "'\n");
    assertThat(command.toFile().setExecutable(true)).isTrue();
    assertThat(inAProcessOfItsOwn()).containsExactly("v1.0", "1700000000", "false");
    assertThat(started).doesNotExist();
  }

  @Test
  void nothingIsWritten() throws Exception {
    Map<String, String> before = contents();
    assertThat(inAProcessOfItsOwn()).containsExactly("v1.0", "1700000000", "false");
    assertThat(contents()).isEqualTo(before).containsKeys("home", "repository/.git/HEAD");
  }

  @Test
  void theSystemReaderIsInstalledOnce() throws Exception {
    IsolatedSystemReader.install();
    SystemReader first = SystemReader.getInstance();
    git.open().close();
    assertThat(SystemReader.getInstance()).isSameAs(first);
    assertThat(first).isInstanceOf(IsolatedSystemReader.class);
    assertThat(first.getUserConfig().getSections()).isEmpty();
    assertThat(first.getSystemConfig().getSections()).isEmpty();
    assertThat(first.getJGitConfig().getSections()).isEmpty();
  }

  @Test
  void modulesBuiltAtTheSameTimeReadTheSame() throws Exception {
    List<Callable<Optional<String>>> modules =
        Collections.nCopies(
            50,
            () -> {
              try (GitRepository repository = git.open()) {
                return repository.describe(null);
              }
            });
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<Optional<String>> module : threads.invokeAll(modules)) {
        assertThat(module.get()).contains("v1.0");
      }
    } finally {
      threads.shutdown();
    }
  }

  /** The lines that {@link Child} prints, in the environment of a user who has nothing else. */
  private Iterable<String> inAProcessOfItsOwn() throws IOException, InterruptedException {
    Path errors = Files.createTempFile("child", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              Command.java(Child.class, List.of("-Duser.home=" + home), git.directory.toString()));
      builder.environment().clear();
      builder.environment().put("HOME", home.toString());
      builder.environment().put("PATH", temporary.resolve("bin") + ":/usr/bin:/bin");
      Process process = builder.redirectError(errors.toFile()).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
      return text.lines().toList();
    } finally {
      Files.delete(errors);
    }
  }

  /** All files below the temporary directory, with what would tell that one was touched. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> result = new TreeMap<>();
    try (Stream<Path> files = Files.walk(temporary)) {
      for (Path file : files.toList()) {
        result.put(
            temporary.relativize(file).toString(),
            Files.readAttributes(file, "size,lastModifiedTime,fileKey", LinkOption.NOFOLLOW_LINKS)
                .toString());
      }
    }
    return result;
  }
}
