package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.captainos.testing.program.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nothing but the repository has a say, nothing that it configures is run, nothing is written. */
@DisabledOnOs(OS.WINDOWS)
class IsolationTest {

  @TempDir Path temporary;
  private Path home;
  private Git git;

  @BeforeEach
  void aRepositoryAndAHome() throws IOException {
    home = Files.createDirectory(temporary.resolve("home"));
    Files.createDirectory(temporary.resolve("tmp"));
    git = Git.init(temporary.resolve("repository"));
    Files.writeString(git.directory.resolve("os.cfg"), "committed");
    git.run("add", "os.cfg");
    git.commit("first");
    git.annotated("v1.0").commit("second");
  }

  @Test
  void brokenSettingsOfTheUserDoNotMatter() throws Exception {
    Files.writeString(home.resolve(".gitconfig"), "[broken");
    Files.createDirectories(home.resolve(".config/git"));
    Files.writeString(home.resolve(".config/git/config"), "[broken");
    assertThat(inAProcessOfItsOwn())
        .containsExactly("v1.0", "1700000000", "false", "Optional.empty");
  }

  @Test
  void nothingIsWritten() throws Exception {
    // git would write it into the index that this file is as it was
    Files.setLastModifiedTime(git.directory.resolve("os.cfg"), FileTime.fromMillis(0));
    Map<String, String> before = contents();
    assertThat(inAProcessOfItsOwn()).containsExactly("v1.0", "1700000000", "false", "Optional[[]]");
    assertThat(contents()).isEqualTo(before).containsKeys("home", "repository/.git/HEAD");
    assertThat(temporary.resolve("tmp")).isEmptyDirectory();
    git.run("status");
    assertThat(contents()).isNotEqualTo(before);
  }

  @Test
  void nothingIsLeftBehindByWhatIsInterrupted() throws Exception {
    for (Path directory : List.of(home, git.directory)) {
      String[] command =
          Command.java(
              Child.class,
              List.of("-Djava.io.tmpdir=" + temporary.resolve("tmp")),
              directory.toString(),
              "interrupted");
      // where the class path may be relative to
      Command.Result result = Command.execute(Path.of("").toAbsolutePath(), command);
      assertThat(result.succeeded()).as(result.output()).isFalse();
      assertThat(result.output()).contains("nterrupt");
      assertThat(temporary.resolve("tmp")).isEmptyDirectory();
    }
  }

  @Test
  void variablesOfGitDoNotMatterExceptThoseThatSayWhereTheRepositoryIs() throws IOException {
    Path ran = temporary.resolve("ran");
    Map<String, String> variables =
        Map.of(
            "GIT_TRACE", "1",
            "GIT_TRACE2", ran.toString(),
            "GIT_EXTERNAL_DIFF", "touch " + ran,
            "GIT_NAMESPACE", "other",
            "GIT_INDEX_FILE", ran.toString(),
            "GIT_COMMON_DIR", ran.toString(),
            "GIT_EXEC_PATH", ran.toString(),
            "GIT_REDIRECT_STDOUT", ran.toString(),
            "LC_ALL", "de_DE.UTF-8");
    try (GitRepository repository =
        git.find(variables, GitCommand.DEFAULT_DEADLINE).orElseThrow()) {
      assertThat(repository.describe(null)).contains("v1.0");
      assertThat(repository.changes(repository.head().orElseThrow().id())).contains(List.of());
    }
    assertThat(ran).doesNotExist();
  }

  @Test
  void replacedObjectsAndGraftsDoNotMatter() throws IOException {
    String other = git.run("commit-tree", "-m", "other", "HEAD^{tree}");
    String head = git.run("rev-parse", "HEAD");
    Files.writeString(git.directory.resolve(".git/info/grafts"), head + "\n");
    assertThat(git.describe(null).status()).isEqualTo(128);
    assertThat(describe()).contains("v1.0");
    Files.delete(git.directory.resolve(".git/info/grafts"));
    git.run("replace", head, other);
    assertThat(git.describe(null).status()).isEqualTo(128);
    assertThat(describe()).contains("v1.0");
  }

  @Test
  void nothingThatARepositoryConfiguresIsRunToReadTheVersion() throws IOException {
    Path ran = temporary.resolve("ran");
    String commit = git.run("cat-file", "commit", "HEAD");
    String signed = commit.replaceFirst("\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n\n");
    git.run(
        "update-ref",
        "HEAD",
        git.feed(signed + "\n", "hash-object", "-t", "commit", "-w", "--stdin").text());
    configurePrograms(ran);
    String gone = "1".repeat(40);
    try (GitRepository repository = git.open()) {
      assertThat(repository.head()).isPresent();
      assertThat(repository.describe(null)).contains("v1.0");
      assertThat(repository.nearestTag()).contains("v1.0");
      assertThat(repository.isShallow()).isFalse();
      assertThat(repository.commit(gone)).isEmpty();
    }
    assertThat(ran).doesNotExist();
    for (String run : List.of("status", "log --max-count=1", "cat-file -e " + gone)) {
      git.attempt(run.split(" "));
      assertThat(ran).as(run).exists();
      Files.delete(ran);
    }
  }

  private void configurePrograms(Path ran) throws IOException {
    Path program = temporary.resolve("program");
    Files.writeString(program, "#!/bin/sh\ntouch " + ran + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    for (String name :
        List.of(
            "alias.describe",
            "core.askPass",
            "core.editor",
            "core.fsmonitor",
            "core.pager",
            "core.sshCommand",
            "credential.helper",
            "diff.external",
            "diff.x.command",
            "diff.x.textconv",
            "filter.x.clean",
            "gpg.program",
            "pager.describe",
            "remote.origin.uploadpack",
            "remote.origin.vcs")) {
      git.run("config", name, program.toString());
    }
    Files.writeString(git.directory.resolve(".gitattributes"), "* filter=x diff=x\n");
    git.run("config", "log.showSignature", "true");
    git.run("config", "core.repositoryFormatVersion", "1");
    git.run("config", "extensions.partialClone", "origin");
    git.run("config", "--unset", "remote.origin.vcs");
    git.run("config", "remote.origin.url", "ext::" + program);
    git.run("config", "protocol.ext.allow", "always");
  }

  @Test
  void nothingThatARepositoryConfiguresIsRunToCompareFiles() throws IOException {
    Path ran = temporary.resolve("ran");
    configurePrograms(ran);
    Files.writeString(git.directory.resolve("os.cfg"), "CoMMitted");
    try (GitRepository repository = git.open()) {
      assertThat(repository.changes(repository.head().orElseThrow().id())).isEmpty();
    }
    assertThat(ran).doesNotExist();
    git.attempt("status");
    assertThat(ran).exists();
  }

  @Test
  @EnabledIf("io.github.captainos.git.RepositoryKindsTest#isRoot")
  void nothingThatARepositoryOfAnotherUserConfiguresIsRunToCompareFiles() throws IOException {
    Path ran = temporary.resolve("ran");
    configurePrograms(ran);
    Files.writeString(git.directory.resolve("os.cfg"), "CoMMitted");
    try (GitRepository repository = git.open()) {
      String head = repository.head().orElseThrow().id();
      RepositoryKindsTest.giveAway(git.directory);
      assertThat(repository.changes(head)).isEmpty();
      assertThat(repository.describe(null)).contains("v1.0");
      Files.setAttribute(git.directory, "unix:uid", 0);
      assertThat(repository.changes(head)).as("where only .git is of another").isEmpty();
    }
    assertThat(ran).doesNotExist();
  }

  @Test
  @EnabledIf("io.github.captainos.git.RepositoryKindsTest#isRoot")
  void filesOfAnotherUserAreComparedIfThisOneTrustsThem() throws IOException {
    Files.writeString(git.directory.resolve("os.cfg"), "changed");
    RepositoryKindsTest.giveAway(git.directory);
    Path trust = temporary.resolve("trust");
    Files.writeString(trust, "[safe]\n\tdirectory = " + git.directory.toRealPath() + "\n");
    Map<String, String> variables = Map.of("GIT_CONFIG_GLOBAL", trust.toString());
    try (GitRepository repository =
        git.find(variables, GitCommand.DEFAULT_DEADLINE).orElseThrow()) {
      assertThat(repository.changes(repository.head().orElseThrow().id()))
          .contains(List.of("os.cfg"));
    }
  }

  @Test
  void anOldGitIsNotAskedForDifferencesSinceItWouldRunWhatAnyRepositoryConfigures()
      throws IOException {
    for (String version :
        List.of("1.8.3", "2.9.5", "2.25.1", "2.37.9", "2.38.0", "2.100.1", "3.0")) {
      Path old = Files.createDirectories(temporary.resolve(version)).resolve("git");
      Files.writeString(
          old,
          "#!/bin/sh\nif [ \"$1\" = version ]; then echo git version %s; else exec '%s' \"$@\"; fi\n"
              .formatted(version, Command.run(temporary, "sh", "-c", "command -v git").strip()));
      assertThat(old.toFile().setExecutable(true)).isTrue();
      try (GitRepository repository =
          git.find(Map.of("PATH", old.getParent().toString()), GitCommand.DEFAULT_DEADLINE)
              .orElseThrow()) {
        String head = repository.head().orElseThrow().id();
        assertThat(repository.changes(head).isPresent())
            .as(version)
            .isEqualTo(List.of("2.38.0", "2.100.1", "3.0").contains(version));
      }
    }
  }

  @Test
  void aMachineWithoutGitIsToldWhatToSet() throws IOException {
    // a git that is built is not the machine's
    Path built = Files.createFile(git.directory.resolve("git"));
    assertThat(built.toFile().setExecutable(true)).isTrue();
    for (String path : List.of("", ".", "bin:" + home, git.directory.resolve(".git").toString())) {
      Map<String, String> variables = Map.of("PATH", path);
      try (GitRepository repository =
          git.find(variables, GitCommand.DEFAULT_DEADLINE).orElseThrow()) {
        assertThat(repository.isGitInstalled()).isFalse();
        assertThatIOException()
            .isThrownBy(repository::head)
            .withMessageContaining("The Git repository " + git.directory + " cannot be read")
            .withMessageContaining("Install git, or set captain.tag and captain.gitSha");
      }
      assertThat(GitRepository.find(home, variables, GitCommand.DEFAULT_DEADLINE)).isEmpty();
    }
  }

  private Optional<String> describe() throws IOException {
    try (GitRepository repository = git.open()) {
      return repository.describe(null);
    }
  }

  @Test
  void modulesBuiltAtTheSameTimeReadTheSame() throws Exception {
    List<Callable<Optional<String>>> modules = Collections.nCopies(50, this::describe);
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
              Command.java(
                  Child.class,
                  List.of("-Djava.io.tmpdir=" + temporary.resolve("tmp")),
                  git.directory.toString()));
      builder.environment().clear();
      builder.environment().put("HOME", home.toString());
      builder.environment().put("PATH", System.getenv("PATH"));
      Process process = builder.redirectError(errors.toFile()).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
      return text.lines().toList();
    } finally {
      Files.delete(errors);
    }
  }

  /** All files of the home and the repository, with what would tell that one was touched. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> result = new TreeMap<>();
    try (Stream<Path> files = Stream.concat(Files.walk(home), Files.walk(git.directory))) {
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
