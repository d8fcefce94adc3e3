package io.github.captainos.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The git command in one directory, without any settings but the repository's own. */
final class Git {

  private static final long FIRST_DATE = 1_700_000_000;

  final Path directory;
  private final Map<String, String> variables = new TreeMap<>();

  private Git(Path directory) {
    this.directory = directory;
    variables.put("LC_ALL", "C");
    variables.put("HOME", directory.resolveSibling("nobody").toString());
    variables.put("GIT_CONFIG_NOSYSTEM", "1");
    variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
    variables.put("GIT_CEILING_DIRECTORIES", directory.getParent().toString());
    variables.put("GIT_AUTHOR_NAME", "An Author");
    variables.put("GIT_AUTHOR_EMAIL", "author@example.org");
    variables.put("GIT_COMMITTER_NAME", "A Committer");
    variables.put("GIT_COMMITTER_EMAIL", "committer@example.org");
    at(0);
  }

  /** For a directory that need not be a repository. */
  static Git in(Path directory) {
    return new Git(directory);
  }

  /** A new repository in a new directory. */
  static Git init(Path directory, String... options) throws IOException {
    Files.createDirectories(directory);
    Git git = new Git(directory);
    git.run(with(List.of("init", "--quiet", "--initial-branch=main"), options));
    return git;
  }

  /** Sets the date of the commits and tags to come, counted from a fixed one. */
  Git at(long seconds) {
    String date = (FIRST_DATE + seconds) + " +0200";
    variables.put("GIT_AUTHOR_DATE", (FIRST_DATE + seconds - 100) + " +0200");
    variables.put("GIT_COMMITTER_DATE", date);
    return this;
  }

  String commit(String message) throws IOException {
    run("commit", "--quiet", "--allow-empty", "--message=" + message);
    return run("rev-parse", "HEAD");
  }

  Git lightweight(String tag) throws IOException {
    run("update-ref", "refs/tags/" + tag, "HEAD");
    return this;
  }

  Git annotated(String tag) throws IOException {
    run("tag", "--annotate", "--message=" + tag, tag);
    return this;
  }

  /** What {@link GitRepository#describe} promises to return. */
  Output describe(@Nullable String exclude) throws IOException {
    List<String> command =
        List.of("describe", "--tags", "--first-parent", "--abbrev=0", "--match", "v[0-9]*");
    return attempt(
        exclude == null ? command.toArray(String[]::new) : with(command, "--exclude=" + exclude));
  }

  /** What a successful command prints. */
  String run(String... arguments) throws IOException {
    Output output = attempt(arguments);
    assertThat(output.status()).as(output.errors()).isZero();
    return output.text();
  }

  Output attempt(String... arguments) throws IOException {
    return feed("", arguments);
  }

  Output feed(String input, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(with(List.of("git"), arguments));
    builder.directory(directory.toFile());
    // set in git hooks, for one
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().remove("SUDO_UID");
    builder.environment().putAll(variables);
    Path errors = Files.createTempFile("git", ".err");
    try {
      Process process = builder.redirectError(errors.toFile()).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text.strip(), Files.readString(errors));
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      Files.delete(errors);
    }
  }

  /** Opens the repository with our code, in the same environment. */
  Optional<GitRepository> find() throws IOException {
    return find(Map.of(), GitCommand.DEFAULT_DEADLINE);
  }

  Optional<GitRepository> find(Map<String, String> more, Duration deadline) throws IOException {
    Map<String, String> all = new TreeMap<>(variables);
    all.putAll(more);
    return GitRepository.find(directory, all, deadline);
  }

  GitRepository open() throws IOException {
    return find().orElseThrow();
  }

  private static String[] with(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  record Output(int status, String text, String errors) {}
}
